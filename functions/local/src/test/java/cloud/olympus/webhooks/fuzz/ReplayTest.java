package cloud.olympus.webhooks.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases of every target: where fuzzing begins, and what it found. */
class ReplayTest {

  @TestFactory
  List<DynamicTest> everyCaseHolds() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (var target : FuzzTarget.values()) {
      var cases = cases(target);
      assertFalse(cases.isEmpty(), target.name());
      for (var one : cases) {
        tests.add(
            DynamicTest.dynamicTest(
                target.folder() + '/' + one.getFileName(),
                () -> target.run.with(Files.readAllBytes(one))));
      }
    }
    return tests;
  }

  private static List<Path> cases(FuzzTarget target) throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/fuzz", target.folder()))) {
      return files.sorted().toList();
    }
  }
}
