package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.local.e2e.RunningProgram.Ended;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says where it does not start. */
class CommandE2E {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void theHelpNamesTheSettings(String flag) throws Exception {
    var ended = RunningProgram.run(Map.of(), flag);

    assertEquals(0, ended.code(), ended.said());
    assertTrue(ended.said().contains("--data-dir"), ended.said());
    assertTrue(ended.said().contains("WEBHOOKS_DATA_DIR"), ended.said());
  }

  @Test
  void whatIsWrongWithFlagsAndVariablesIsToldAtOnce() throws Exception {
    var ended = RunningProgram.run(Map.of("WEBHOOKS_LOG", "xml"), "--prot=1", "start");

    assertEquals(2, ended.code(), ended.said());
    assertEquals(
        List.of(
            "argument 2 is no flag: flags begin with --",
            "WEBHOOKS_LOG is not one of auto, json, text",
            "--prot is not known; did you mean --port?",
            "--help lists what there is."),
        ended.said().lines().toList());
  }

  @Test
  void whoeverWaitedForHealthFindsTheToken() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path output = folder.resolve("output");
    var command =
        List.of(
            RunningProgram.COMMAND.toString(),
            "--port=" + port,
            "--data-dir=" + folder.resolve("data"));
    Process process = RunningProgram.builder(command, output).start();
    try {
      RunningProgram.await("it answers", () -> isHealthy(port));

      assertTrue(Files.readString(output).contains("export TOKEN="), Files.readString(output));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static boolean isHealthy(int port) {
    try (var client = new ApiClient("http://localhost:" + port, "")) {
      return client.trySend("GET", "/health", null).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      var ended =
          RunningProgram.run(Map.of(), "--port=" + port, "--data-dir=" + folder.resolve("data"));

      assertOneLine(ended, "127.0.0.1:" + port + ": Address already in use");
    }
  }

  @Test
  void aDataDirectoryThatIsAFileIsTold() throws Exception {
    Path file = Files.createFile(folder.resolve("data"));

    assertOneLine(
        RunningProgram.run(Map.of(), "--port=0", "--data-dir=" + file),
        file + " is a file, not a directory");
  }

  @Test
  void aDataDirectoryThatCannotBeMadeIsTold() throws Exception {
    var ended = RunningProgram.startInVain(folder.resolve("data"), Mount.readOnly(folder));

    assertOneLine(ended, folder.resolve("data") + " cannot be written: Read-only file system");
  }

  @Test
  void aJdkOfAnotherVersionIsTold() throws Exception {
    Path jdk = Files.createDirectories(folder.resolve("jdk"));
    Path java = Files.createFile(Files.createDirectory(jdk.resolve("bin")).resolve("java"));
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");

    var ended = RunningProgram.run(Map.of("JAVA_25_HOME", jdk.toString()));

    assertOneLine(ended, "The JDK at " + jdk + " is of version 17.0.15");
  }

  private static void assertOneLine(Ended ended, String what) {
    assertEquals(1, ended.code(), ended.said());
    assertEquals(1, ended.said().strip().lines().count(), ended.said());
    assertTrue(ended.said().contains(what), ended.said());
  }
}
