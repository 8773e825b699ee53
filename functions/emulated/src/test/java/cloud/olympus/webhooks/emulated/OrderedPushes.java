package cloud.olympus.webhooks.emulated;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Pushes as Pub/Sub does by a subscription with ordering, which its emulator does not: of each key
 * one message at a time, until it is acknowledged.
 */
final class OrderedPushes implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;

  OrderedPushes(String forwarder) {
    this.endpoint = URI.create(forwarder + EventForwarder.ORDERED);
  }

  /** Pushes the messages of one key, in a thread of its own. */
  Thread start(String key, List<String> envelopes) {
    return Thread.ofVirtual()
        .start(
            () -> {
              for (var envelope : envelopes) {
                String push = push(key, envelope);
                while (!isAcknowledged(push)) {
                  LockSupport.parkNanos(PAUSE.toNanos());
                }
              }
            });
  }

  private static String push(String key, String envelope) {
    var attributes = new JsonObject();
    attributes.addProperty("ordered", "1");
    var message = new JsonObject();
    message.addProperty("data", Base64.getEncoder().encodeToString(envelope.getBytes(UTF_8)));
    message.add("attributes", attributes);
    message.addProperty("messageId", "1");
    message.addProperty("orderingKey", key);
    message.addProperty("publishTime", "2026-02-19T15:30:00Z");
    var push = new JsonObject();
    push.add("message", message);
    push.addProperty("subscription", "projects/p/subscriptions/event-forwarder-ordered");
    return push.toString();
  }

  private boolean isAcknowledged(String push) {
    var request =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(push))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      // The instance is gone.
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
