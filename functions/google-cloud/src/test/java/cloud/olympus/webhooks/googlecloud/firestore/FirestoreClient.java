package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.FirestoreOptions;
import io.grpc.ClientInterceptor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A client of a Firestore emulator, warmed up. */
final class FirestoreClient implements AutoCloseable {

  private final String address;
  private final Firestore client;

  FirestoreClient(String address) {
    this.address = address;
    this.client = connect(address, new Indexed());
    warmUp();
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
        .setProjectId(Emulator.PROJECT)
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
                .formatted(address, Emulator.PROJECT));
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(HttpRequest.newBuilder(everything).DELETE().build(), BodyHandlers.discarding());
      if (answer.statusCode() != 200) {
        throw new IOException("the emulator would not forget: " + answer.statusCode());
      }
    }
  }

  /** Two cold JVMs take longer for their first call than the ports wait for an answer. */
  private void warmUp() {
    try {
      client.collection("warm").document("up").set(Map.of("up", true)).get();
      client.collection("warm").get().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the emulator warmed up", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the emulator does not answer", e);
    }
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
