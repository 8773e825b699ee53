package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.settings.SecretText;
import com.stripe.net.Webhook;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** The function at a fixed time, and a Stripe that signs for it. */
final class Desk {
  static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  static final String SECRET = "whsec_test_secret_0123456789abcdef";
  static final String OLD_SECRET = "whsec_test_secret_before_the_roll";

  /** Both secrets, test mode allowed, nothing passed through. */
  static final StripeSettings OPEN = settings(false, false, SECRET, OLD_SECRET);

  final RecordingBus bus = new RecordingBus();
  final List<String> log = new CopyOnWriteArrayList<>();
  private final StripeWebhook function;

  Desk() {
    this(OPEN);
  }

  Desk(StripeSettings settings) {
    this.function = function(settings, bus);
  }

  Desk(StripeSettings settings, EventBus broken) {
    this.function = function(settings, broken);
  }

  static StripeSettings settings(boolean liveOnly, boolean passThrough, String... secrets) {
    var signing = List.of(secrets).stream().map(SecretText::of).toList();
    return new StripeSettings(() -> signing, liveOnly, passThrough);
  }

  /** As Stripe signs, at {@link #NOW}. */
  static String sign(String body) {
    return sign(body, SECRET, Long.toString(NOW.getEpochSecond()));
  }

  static String sign(String body, String secret, String time) {
    return "t=" + time + ",v1=" + hmac(body, secret, time);
  }

  static String hmac(String body, String secret, String time) {
    try {
      return Webhook.Util.computeHmacSha256(secret, time + "." + body);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Posts a body with a sound signature. */
  InMemoryResponse post(String body) {
    return post(body, sign(body));
  }

  InMemoryResponse post(String body, String signature) {
    return serve(
        InMemoryRequest.post(StripeWebhook.PATH)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Stripe-Signature", signature)
            .body(body.getBytes(UTF_8)));
  }

  InMemoryResponse serve(InMemoryRequest request) {
    try {
      return InMemoryResponse.of(function, request);
    } catch (Exception e) {
      throw new AssertionError("the function must answer", e);
    }
  }

  private StripeWebhook function(StripeSettings settings, EventBus bus) {
    return new StripeWebhook(
        settings,
        bus,
        () -> NOW,
        new Random(1),
        (severity, message, fields, thrown) -> {
          if (severity.compareTo(Severity.INFO) >= 0) {
            log.add(severity + " " + message + " " + fields);
          }
        });
  }
}
