package cloud.olympus.webhooks.testkit;

import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds subscriptions for tests: active, for every event, of the standard schedule. */
public final class SubscriptionSample {

  private final String tenantId;
  private String id = Samples.fresh("wh");
  private String url = "https://partner.example/hooks";
  private List<String> events = List.of("*");
  private Set<String> sources = Set.of();
  private Set<String> locations = Set.of();
  private PayloadFormat format = PayloadFormat.OLYMPUS;
  private DeliveryRules rules = DeliveryRules.DEFAULT;
  private Status status = Status.ACTIVE;
  private @Nullable DisabledReason reason;
  private Set<SignatureScheme> signatures = Set.of(SignatureScheme.V1);
  private List<SigningKey> keys = List.of();
  private Instant createdAt = TestClock.START;

  private SubscriptionSample(String tenantId) {
    this.tenantId = tenantId;
  }

  /** Of a tenant, with a fresh id. */
  public static SubscriptionSample of(String tenantId) {
    return new SubscriptionSample(tenantId);
  }

  /** With this id. */
  public SubscriptionSample id(String value) {
    id = value;
    return this;
  }

  /** To this URL. */
  public SubscriptionSample url(String value) {
    url = value;
    return this;
  }

  /** For these patterns. */
  public SubscriptionSample events(String... values) {
    events = List.of(values);
    return this;
  }

  /** For these sources alone. */
  public SubscriptionSample sources(String... values) {
    sources = Set.of(values);
    return this;
  }

  /** For these locations alone. */
  public SubscriptionSample locations(String... values) {
    locations = Set.of(values);
    return this;
  }

  /** In this shape. */
  public SubscriptionSample format(PayloadFormat value) {
    format = value;
    return this;
  }

  /** Tried again by this schedule. */
  public SubscriptionSample schedule(RetrySchedule value) {
    rules = rules.with(value);
    return this;
  }

  /** Sent to by these rules. */
  public SubscriptionSample rules(DeliveryRules value) {
    rules = value;
    return this;
  }

  /** Paused by hand. */
  public SubscriptionSample paused() {
    status = Status.PAUSED;
    return this;
  }

  /** Disabled. */
  public SubscriptionSample disabled(DisabledReason why) {
    status = Status.DISABLED;
    reason = why;
    return this;
  }

  /** Signed so. */
  public SubscriptionSample signatures(SignatureScheme... values) {
    signatures = Set.of(values);
    return this;
  }

  /** Signed with these. */
  public SubscriptionSample keys(SigningKey... values) {
    keys = List.of(values);
    return this;
  }

  /** Created then. */
  public SubscriptionSample createdAt(Instant value) {
    createdAt = value;
    return this;
  }

  /** The subscription, of version 1. */
  public Subscription build() {
    return new Subscription(
        id,
        tenantId,
        url,
        "für die Küche 🍣",
        events,
        sources,
        locations,
        format,
        rules,
        status,
        reason,
        signatures,
        keys,
        createdAt,
        createdAt,
        1);
  }
}
