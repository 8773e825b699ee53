package cloud.olympus.webhooks.googlecloud;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import io.grpc.ClientInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A running Firestore emulator and a client of it. Ends with the JVM. */
final class EmulatorProcess {

  private static final Duration START = Duration.ofSeconds(60);
  private static final String PROJECT = "olympus";

  private final String address;
  private final Firestore client;

  private EmulatorProcess(String address) {
    this.address = address;
    this.client = connect(address);
  }

  /** Starts the emulator of a jar on a free port and waits until it answers. */
  static EmulatorProcess start(Path jar) {
    try {
      return ready(jar);
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException("the Firestore emulator cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Firestore emulator started", e);
    }
  }

  private static EmulatorProcess ready(Path jar)
      throws IOException, InterruptedException, ExecutionException {
    int port = freePort();
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Duser.language=en",
                "-cp",
                jar.toString(),
                "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
                "start",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "firestore-emulator.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var emulator = new EmulatorProcess("127.0.0.1:" + port);
    emulator.awaitReady(process);
    emulator.warmUp();
    return emulator;
  }

  /** A client of a Firestore without TLS that sees it through interceptors. */
  static Firestore connect(String address, ClientInterceptor... interceptors) {
    var channel =
        InstantiatingGrpcChannelProvider.newBuilder()
            .setEndpoint(address)
            .setChannelConfigurator(builder -> builder.usePlaintext())
            .setInterceptorProvider(() -> List.of(interceptors))
            .build();
    return FirestoreOptions.newBuilder()
        .setProjectId(PROJECT)
        .setCredentialsProvider(
            FixedCredentialsProvider.create(new FirestoreOptions.EmulatorCredentials()))
        .setChannelProvider(channel)
        .build()
        .getService();
  }

  String address() {
    return address;
  }

  Firestore client() {
    return client;
  }

  /** Forgets every document. */
  void clear() throws IOException, InterruptedException {
    var everything =
        URI.create(
            "http://%s/emulator/v1/projects/%s/databases/(default)/documents"
                .formatted(address, PROJECT));
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(HttpRequest.newBuilder(everything).DELETE().build(), BodyHandlers.discarding());
      if (answer.statusCode() != 200) {
        throw new IOException("the emulator would not forget: " + answer.statusCode());
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(Process process) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!isReady()) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)
          || System.nanoTime() - began > START.toNanos()) {
        throw new IOException(
            "the Firestore emulator did not start: see target/firestore-emulator.log");
      }
    }
  }

  private boolean isReady() throws InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://" + address + "/")).build();
      return http.send(request, BodyHandlers.ofString()).body().startsWith("Ok");
    } catch (IOException e) {
      return false;
    }
  }

  /** Two cold JVMs take longer for their first call than the ports wait for an answer. */
  private void warmUp() throws InterruptedException, ExecutionException {
    client.collection("warm").document("up").set(Map.of("up", true)).get();
    client.collection("warm").whereEqualTo("up", true).get().get();
  }
}
