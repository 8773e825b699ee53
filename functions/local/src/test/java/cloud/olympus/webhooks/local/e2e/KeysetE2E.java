package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file without which no secret can be opened. */
class KeysetE2E {

  @TempDir Path folder;

  @Test
  void whereItIsGoneOrDamagedNothingStartsThatCouldOnlyFail() throws Exception {
    Path data = folder.resolve("data");
    try (var program = RunningProgram.start(data)) {
      program.subscribe("http://localhost:9/", "order.created");
    }
    Path keyset = data.resolve("keyset.json");
    String kept = Files.readString(keyset);

    Files.delete(keyset);
    assertTells(data, "keyset.json is gone");
    assertFalse(Files.exists(keyset), "a new one would hide the loss");
    Files.writeString(keyset, kept.substring(10));
    assertTells(data, "keyset.json is damaged");
    Files.writeString(keyset, kept);

    RunningProgram.start(data).close();
  }

  @Test
  void whatIsKeptIsTheOwnersAlone() throws Exception {
    Path data = folder.resolve("data");
    RunningProgram.start(data).close();

    assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(data));
  }

  private static void assertTells(Path data, String why) throws Exception {
    var ended = RunningProgram.startInVain(data, List.of());

    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains(why), ended.said());
    assertFalse(ended.said().contains("\tat "), ended.said());
  }
}
