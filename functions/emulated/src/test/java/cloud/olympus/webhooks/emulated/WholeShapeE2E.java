package cloud.olympus.webhooks.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import com.standardwebhooks.Webhook;
import io.grpc.ManagedChannelBuilder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Everything as it is deployed, driven from outside. */
class WholeShapeE2E {

  @RegisterExtension static final Emulated TASKS = new Emulated(Emulator.TASKS);
  @RegisterExtension static final Emulated PUBSUB = new Emulated(Emulator.PUBSUB);
  @RegisterExtension static final Emulated FIRESTORE = new Emulated(Emulator.FIRESTORE);

  private static final String TENANT = "550e8400-e29b-41d4-a716-446655449100";

  @TempDir private static Path folder;
  private static Shape shape;
  private static ApiClient api;

  private final ReceivingServer receiver = new ReceivingServer();

  @BeforeAll
  static void start() throws Exception {
    shape = new Shape(folder, 1, Duration.ofMinutes(1));
    api = new ApiClient(shape.apiUrl().toString(), shape.token());
    // Two cold JVMs on a busy machine may take longer than a call to Firestore may.
    ApiClient.await("the API is warm", () -> api.get("/v1/webhooks").statusCode() == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    api.close();
    shape.close();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void aPaymentOfStripesArrivesSigned() throws Exception {
    String secret = subscribe("payment.captured");
    String body = Deployed.payment(TENANT, Instant.now());

    assertEquals(200, fromStripe(body));

    var arrived = receiver.awaitRequests(1).getFirst();
    verify(secret, arrived);
    assertTrue(arrived.text().contains("\"type\":\"payment.captured\""), arrived.text());
    assertTrue(arrived.text().contains("\"amount\":2500"), arrived.text());
  }

  @Test
  void whatAServiceInsidePublishesArrivesWithinASecondOfTheSubscription() throws Exception {
    String secret = subscribe("order.created");
    String envelope =
        """
        {"id":"evt-inside","type":"order.created","tenant_id":"%s","timestamp":"2026-02-19T15:30:00Z",
         "data":{"id":"order-1","total":1.10}}
        """
            .formatted(TENANT);

    publish(envelope);

    var arrived = receiver.awaitRequests(1).getFirst();
    verify(secret, arrived);
    assertTrue(arrived.text().contains("\"total\":1.10"), arrived.text());
  }

  @Test
  void whatFailsIsTriedAgainByItsLaneAndTheApiShowsBothAttempts() throws Exception {
    receiver.next(Reply.status(500));
    subscribe("order.updated");

    var answer =
        api.post("/v1/events", ApiClient.event("evt-again", "order.updated", java.util.Map.of()));

    assertEquals(202, answer.statusCode(), answer.body());
    receiver.awaitRequests(2, Duration.ofSeconds(60));
    ApiClient.await(
        "the API shows the success",
        () -> {
          var deliveries = api.get("/v1/events/evt-again").body();
          return deliveries.contains("\"state\":\"delivered\"");
        });
  }

  @Test
  void whatIsMalformedIsADeadLetterThatTheApiShows() throws Exception {
    publish("{\"id\":\"evt-bad\",\"tenant_id\":\"" + TENANT + "\"}");

    ApiClient.await(
        "the dead letter is shown",
        () -> api.get("/v1/dead-letters").body().contains("\"event_id\":\"evt-bad\""));
  }

  private String subscribe(String type) {
    var answer =
        api.post(
            "/v1/webhooks",
            "{\"url\":\"" + receiver.url("/hook") + "\",\"events\":[\"" + type + "\"]}");
    assertEquals(201, answer.statusCode(), answer.body());
    ApiClient.awaitInForce();
    return JsonParser.parseString(answer.body()).getAsJsonObject().get("secret").getAsString();
  }

  private static void verify(String secret, ReceivedRequest request) throws Exception {
    new Webhook(secret)
        .verify(request.text(), HttpHeaders.of(request.headers(), (_, _) -> true).map());
  }

  private static int fromStripe(String body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = Deployed.stripe(shape.stripeUrl(), shape.stripeSecret(), body);
      return http.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private static void publish(String envelope) throws Exception {
    var channel = ManagedChannelBuilder.forTarget(shape.pubSub()).usePlaintext().build();
    var publisher =
        Publisher.newBuilder(TopicName.of(Emulator.PROJECT, "events"))
            .setChannelProvider(
                FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    try {
      publisher
          .publish(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(envelope)).build())
          .get();
    } finally {
      publisher.shutdown();
      channel.shutdownNow();
    }
  }
}
