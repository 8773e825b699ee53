package cloud.olympus.webhooks.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the platform once at build time, through what it does first when it starts, so that the JVM
 * can keep what it loaded and compiled (JEP 514).
 */
final class Training {

  private static final int EVENTS = 2_000;

  private Training() {}

  /**
   * Takes the file into which the JDK's home is written, for the command that starts the program.
   */
  public static void main(String[] arguments) throws IOException, CannotOpen {
    Files.writeString(Path.of(arguments[0]), System.getProperty("java.home") + "\n");
    Path data = Files.createTempDirectory("olympus-training");
    var settings =
        LocalSettings.read(
            Map.of(), Flags.of(List.of("--port=0", "--data-dir=" + data, "--log=json")));
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, UTF_8);
    var log = new JsonLog(nowhere, InstantSource.system(), Severity.INFO, Optional.empty());
    try (var platform = LocalPlatform.open(settings, log)) {
      platform.listen();
      Welcome.text(platform, settings);
      platform.start();
      String inbox = "http://localhost:" + platform.port() + "/dev/inbox/training";
      post(platform, "/v1/webhooks", "{\"url\":\"" + inbox + "\",\"events\":[\"*\"]}", 1);
      post(
          platform,
          "/v1/events",
          "{\"type\":\"order.created\",\"timestamp\":\"2026-02-19T15:30:00Z\",\"data\":{\"total\":2500}}",
          EVENTS);
    }
    try (var files = Files.list(data)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(data);
  }

  private static void post(LocalPlatform platform, String path, String body, int times)
      throws IOException {
    String request =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + platform.token()
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), platform.port())) {
      byte[] answer = new byte[8_192];
      for (int i = 0; i < times; i++) {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        int read = socket.getInputStream().read(answer);
        String text = new String(answer, 0, Math.max(read, 0), UTF_8);
        if (!text.startsWith("HTTP/1.1 20")) {
          throw new IOException("the training request was not taken: " + text);
        }
      }
    }
  }
}
