package cloud.olympus.webhooks.googlecloud;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of the log that Terraform's alerts, metrics and exclusions wait for are ones we write. */
class AlertsTest {

  private static final Path ROOT = Path.of("..", "..");

  /** A line's message, or the name of one of its fields. */
  private static final List<Pattern> WAITED_FOR =
      List.of(
          Pattern.compile("local\\.line}=\\\\\"([^\\\\]+)\\\\\""),
          Pattern.compile("jsonPayload\\.message=\\\\?\"([^\"\\\\]+)\\\\?\""),
          Pattern.compile("jsonPayload\\.([a-z_]+)"));

  private static final String SOURCES = sources();

  private static String sources() {
    try (var files = Files.walk(ROOT.resolve("functions"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("src/main/java"))
          .map(AlertsTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Set<String> whatIsWaitedForIsWritten() throws IOException {
    Set<String> waitedFor = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve("terraform"), 2)) {
      var texts =
          files.filter(file -> file.toString().matches(".*\\.(tf|md)")).map(AlertsTest::read);
      texts.forEach(
          text ->
              WAITED_FOR.forEach(
                  pattern ->
                      pattern
                          .matcher(text)
                          .results()
                          .map((MatchResult match) -> match.group(1))
                          .forEach(waitedFor::add)));
    }
    waitedFor.remove("message");
    assertTrue(waitedFor.contains("dead letter") && waitedFor.contains("oldest_due_ms"));
    return waitedFor;
  }

  @ParameterizedTest
  @MethodSource
  void whatIsWaitedForIsWritten(String text) {
    assertFalse(text.isBlank());
    assertTrue(SOURCES.contains('"' + text + '"'), text);
  }
}
