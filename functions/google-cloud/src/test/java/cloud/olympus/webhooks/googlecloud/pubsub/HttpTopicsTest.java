package cloud.olympus.webhooks.googlecloud.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.http.ReceivedRequest;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the emulator cannot show: refusals, credentials, connections. */
class HttpTopicsTest {

  private static final Reply KEPT = Reply.status(200, "{\"messageIds\":[\"1\"]}");
  private static final PubSub WHERE =
      new PubSub("olympus", Optional.of("us-east1"), Optional.empty());

  private final ReceivingServer server = new ReceivingServer().always(KEPT);
  private final NumberedTokens tokens = new NumberedTokens();
  private final HttpTopics topics = new HttpTopics(server.url(""), WHERE, _ -> Optional.of(tokens));

  /** Each time another one, of an hour. */
  private static final class NumberedTokens extends GoogleCredentials {
    private static final long serialVersionUID = 1;
    private int last;

    @Override
    public AccessToken refreshAccessToken() throws IOException {
      last++;
      if (last == 0) {
        throw new IOException("the metadata server does not answer");
      }
      return new AccessToken("token-" + last, Date.from(Instant.now().plusSeconds(3_600)));
    }
  }

  @AfterEach
  void close() {
    topics.close();
    server.close();
  }

  @Test
  void oneMessageGoesInOneRequest() {
    publish("寿", Map.of("type", "order.created"), "tenant_1.key");

    var request = server.requests().getFirst();
    assertEquals("POST", request.method());
    assertEquals("/v1/projects/olympus/topics/events:publish", request.target());
    assertEquals(
        JsonParser.parseString(
            """
            {"messages":[{"data":"5a+/","attributes":{"type":"order.created"},"orderingKey":"tenant_1.key"}]}
            """),
        JsonParser.parseString(request.text()));
  }

  @Test
  void aTokenIsFetchedOnceForManyMessages() {
    publish("one");
    publish("two");

    assertEquals(List.of("Bearer token-1", "Bearer token-1"), authorizations());
  }

  @Test
  void aTokenThatIsNoLongerTakenIsFetchedAnew() {
    server.next(Reply.status(401));

    publish("one");

    assertEquals(List.of("Bearer token-1", "Bearer token-2"), authorizations());
  }

  @Test
  void aTokenIsFetchedAnewOnceForAMessage() {
    server.always(Reply.status(401));

    assertThrows(Unavailable.class, () -> publish("one"));

    assertEquals(List.of("Bearer token-1", "Bearer token-2"), authorizations());
  }

  @Test
  void aFunctionThatMayNotPublishIsToldAtOnce() {
    server.always(Reply.status(403));

    assertThrows(Unavailable.class, () -> publish("one"));

    assertEquals(1, server.requests().size());
  }

  @Test
  void withoutATokenNothingIsSent() {
    tokens.last = -1;

    assertThrows(Unavailable.class, () -> publish("one"));

    assertEquals(List.of(), server.requests());
  }

  @Test
  void whatIsOverloadedOrGoneForAMomentIsAskedAgain() {
    server.next(Reply.status(503), Reply.status(429), new Reply.Close(), Reply.status(500));

    publish("one");

    assertEquals(5, server.requests().size());
  }

  @Test
  void messagesShareAConnection() {
    IntStream.range(0, 20).mapToObj(String::valueOf).forEach(this::publish);

    assertEquals(20, server.requests().size());
    assertEquals(1, server.connections());
  }

  private void publish(String text) {
    publish(text, Map.of(), null);
  }

  private void publish(String text, Map<String, String> attributes, @Nullable String key) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    topics.publish("events", new Topics.Message(data, attributes, key));
  }

  private List<String> authorizations() {
    return server.requests().stream()
        .map((ReceivedRequest request) -> request.header("authorization").orElse("none"))
        .toList();
  }
}
