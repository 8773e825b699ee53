package cloud.olympus.webhooks.emulated;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.TopicName;
import com.standardwebhooks.Webhook;
import io.grpc.ManagedChannelBuilder;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
    api = shape.client(shape.apiUrl());
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

    var answer = api.post("/v1/events", ApiClient.event("evt-again", "order.updated", Map.of()));

    assertEquals(202, answer.statusCode(), answer.body());
    try {
      // Where its wake-up gets lost on a busy machine the sweep finds it within two minutes.
      receiver.awaitRequests(2, Duration.ofSeconds(150));
    } catch (AssertionError e) {
      throw new AssertionError(
          api.get("/v1/events/evt-again").body() + '\n' + shape.forwarderOutput(), e);
    }
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

  @Test
  void whoKnowsOnlyWhereTheKeysAreCanVerify() throws Exception {
    subscribe("order.completed", "[\"v1\",\"v1a\"]");

    api.post("/v1/events", ApiClient.event("evt-keys", "order.completed", Map.of()));

    var arrived = receiver.awaitRequests(1).getFirst();
    var signed = new ByteArrayOutputStream();
    for (var header : List.of("webhook-id", "webhook-timestamp")) {
      signed.writeBytes((arrived.header(header).orElseThrow() + '.').getBytes(UTF_8));
    }
    signed.writeBytes(arrived.body());
    var verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(publicKey(arrived.header("olympus-key-id").orElseThrow()));
    verifier.update(signed.toByteArray());
    var signatures = arrived.header("webhook-signature").orElseThrow().split(" ", -1);
    assertEquals(2, signatures.length);
    assertTrue(verifier.verify(Base64.getDecoder().decode(signatures[1].replace("v1a,", ""))));
  }

  private static PublicKey publicKey(String id) throws Exception {
    for (var element : json(api.get("/.well-known/jwks.json").body()).getAsJsonArray("keys")) {
      var jwk = element.getAsJsonObject();
      if (jwk.get("kid").getAsString().equals(id)) {
        // RFC 8410: what stands before the 32 bytes of a key.
        String encoded =
            "302a300506032b6570032100"
                + HexFormat.of()
                    .formatHex(Base64.getUrlDecoder().decode(jwk.get("x").getAsString()));
        return KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(encoded)));
      }
    }
    throw new AssertionError("no key " + id);
  }

  private String subscribe(String type) {
    return subscribe(type, "[\"v1\"]");
  }

  private String subscribe(String type, String signatures) {
    var answer =
        api.post(
            "/v1/webhooks",
            "{\"url\":\"%s\",\"events\":[\"%s\"],\"signatures\":%s}"
                .formatted(receiver.url("/hook"), type, signatures));
    assertEquals(201, answer.statusCode(), answer.body());
    ApiClient.awaitInForce();
    return json(answer.body()).get("secret").getAsString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
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
