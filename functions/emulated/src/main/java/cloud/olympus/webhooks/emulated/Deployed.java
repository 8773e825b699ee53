package cloud.olympus.webhooks.emulated;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.DevelopmentKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions that are deployed, and for each a request that makes it do its work. */
enum Deployed {
  /** Publishes a payment. */
  STRIPE_WEBHOOK("stripe-webhook", "cloud.olympus.webhooks.stripe.StripeWebhook") {
    @Override
    HttpRequest work(URI base, Environment environment) {
      return stripe(
          base, environment.stripeSecret(), payment(DevelopmentKeys.TENANT, Instant.now()));
    }
  },

  /** Brings an event of {@link DevelopmentKeys#TENANT} to whoever wants it. */
  EVENT_FORWARDER("event-forwarder", EventForwarder.class.getName()) {
    @Override
    HttpRequest work(URI base, Environment environment) {
      return event(base, "order-1");
    }
  },

  /** Lists the subscriptions of a tenant. */
  SUBSCRIPTION_API("subscription-api", "cloud.olympus.webhooks.api.SubscriptionApi") {
    @Override
    HttpRequest work(URI base, Environment environment) {
      return HttpRequest.newBuilder(base.resolve("/v1/webhooks"))
          .header("Authorization", "Bearer " + environment.token())
          .build();
    }
  };

  private final String artifact;
  private final String target;

  Deployed(String artifact, String target) {
    this.artifact = artifact;
    this.target = target;
  }

  /** Its module, and its name in the cloud. */
  String artifact() {
    return artifact;
  }

  /** Its class. */
  String target() {
    return target;
  }

  /** A request that is answered with 2xx once its work is done. */
  abstract HttpRequest work(URI base, Environment environment);

  /** The push of an event about an order. */
  static HttpRequest event(URI base, String order) {
    String envelope =
        """
        {"id":"%s","type":"order.created","tenant_id":"%s","timestamp":"2026-02-19T15:30:00Z","data":{"id":"%s"}}
        """
            .formatted(UUID.randomUUID(), DevelopmentKeys.TENANT, order);
    String push =
        """
        {"message":{"data":"%s","messageId":"1","publishTime":"2026-02-19T15:30:00Z"},"subscription":"projects/p/subscriptions/s"}
        """
            .formatted(Base64.getEncoder().encodeToString(envelope.getBytes(UTF_8)));
    return HttpRequest.newBuilder(base.resolve(EventForwarder.EVENTS))
        .POST(BodyPublishers.ofString(push))
        .build();
  }

  /** A payment that succeeded, as Stripe tells it. */
  static String payment(String tenant, Instant created) {
    return """
        {"id":"evt_%s","object":"event","created":%d,"livemode":true,"type":"payment_intent.succeeded",
         "data":{"object":{"id":"pi_1","object":"payment_intent","amount":2500,"currency":"gbp",
         "status":"succeeded","metadata":{"tenant_id":"%s"}}}}
        """
        .formatted(UUID.randomUUID().toString().replace("-", ""), created.getEpochSecond(), tenant);
  }

  /** What Stripe sends. */
  static HttpRequest stripe(URI base, String secret, String body) {
    String time = Long.toString(Instant.now().getEpochSecond());
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      String signature = HexFormat.of().formatHex(mac.doFinal((time + '.' + body).getBytes(UTF_8)));
      return HttpRequest.newBuilder(base.resolve("/v1/webhooks/stripe"))
          .header("Stripe-Signature", "t=" + time + ",v1=" + signature)
          .POST(BodyPublishers.ofString(body))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
