package cloud.olympus.webhooks.stripe;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Stripe's own stand-in for its API, a Go program, as a process that serves its fixtures. */
final class StripeMock implements AutoCloseable {
  static final String HOW_TO_INSTALL =
      "stripe-mock is not installed: go install github.com/stripe/stripe-mock@latest";

  private static final Pattern LISTENING =
      Pattern.compile("Listening for HTTP at address: .*:(\\d+)");

  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private StripeMock(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program on the path or where Go installs to; empty where it is not. */
  static Optional<Path> find() {
    Stream<String> path =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    Stream<String> go =
        Stream.of(
            System.getenv().getOrDefault("GOPATH", System.getProperty("user.home") + "/go")
                + "/bin");
    return Stream.concat(path, go)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "stripe-mock"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it on a free port of its own choice. */
  static StripeMock start(Path program) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(), "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
            .redirectErrorStream(true)
            .start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        // It logs each request: unread, the pipe would fill and stop it.
        Thread.ofVirtual().start(() -> lines.lines().forEach(ignored -> {}));
        return new StripeMock(process, Integer.parseInt(listening.group(1)));
      }
    }
    process.destroyForcibly();
    throw new IOException("stripe-mock ended before it listened");
  }

  /** The fixture at a path such as {@code charges/ch_1}. */
  String get(String path) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/" + path))
            .header("Authorization", "Bearer sk_test_123")
            .build();
    try {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (answer.statusCode() != 200) {
        throw new AssertionError(path + " answered " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    // It holds nothing worth keeping.
    process.destroyForcibly();
  }
}
