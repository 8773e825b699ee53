package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes one attempt for one delivery: renders, signs, sends, judges. Thread-safe. */
public final class Courier {

  /** For one attempt in all. */
  public static final Duration DEADLINE = Duration.ofSeconds(15);

  /** When what follows from an attempt could not be done, as where the bus takes no notice. */
  private static final Duration AFTER_SILENCE = Duration.ofMinutes(1);

  private static final String USER_AGENT =
      "Olympus-Webhooks/0.1 (+https://www.standardwebhooks.com)";

  private final Sender sender;
  private final KeyRing keys;
  private final RetryPolicy policy;
  private final Subscriptions subscriptions;
  private final Notices notices;
  private final AttemptLog log;
  private final InstantSource clock;

  /** With everything that an attempt needs. */
  public Courier(
      Sender sender,
      KeyRing keys,
      RetryPolicy policy,
      Subscriptions subscriptions,
      Notices notices,
      AttemptLog log,
      InstantSource clock) {
    this.sender = sender;
    this.keys = keys;
    this.policy = policy;
    this.subscriptions = subscriptions;
    this.notices = notices;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Attempts a delivery now and returns what became of it; nothing of it is recorded here. A 410
   * disables the subscription at once; where that cannot be, the next attempt will. Of a delivery
   * that has no attempt left its tenant is told first; where that cannot be, it stays pending until
   * {@link #giveUp}.
   */
  public Delivery attempt(Subscription subscription, Event event, Delivery delivery) {
    return attempt(subscription, event, delivery, () -> true);
  }

  /**
   * Likewise.
   *
   * @param permit asked each time before the request is written ({@link Sender.Request#permit})
   */
  public Delivery attempt(
      Subscription subscription, Event event, Delivery delivery, BooleanSupplier permit) {
    var attempt = send(subscription, event, delivery, permit);
    Verdict verdict = policy.judge(delivery, attempt, subscription.schedule());
    return after(subscription, event, delivery, attempt, verdict);
  }

  /**
   * Likewise for an endpoint whose circuit is open. Where it must stay so the delivery is held as
   * it was, and nothing of its schedule is used up.
   */
  public Delivery probe(
      Subscription subscription, Event event, Delivery delivery, BooleanSupplier permit) {
    var attempt = send(subscription, event, delivery, permit);
    if (attempt.showsDown() || attempt.failedByUs()) {
      var failed = new Attempt(attempt.number(), attempt.at(), attempt.answer(), true);
      return after(subscription, event, delivery, failed, new Verdict.Wait());
    }
    Verdict verdict = policy.judge(delivery, attempt, subscription.schedule());
    return after(subscription, event, delivery, attempt, verdict);
  }

  private Attempt send(
      Subscription subscription, Event event, Delivery delivery, BooleanSupplier permit) {
    Instant at = clock.instant();
    int number = delivery.attemptCount() + 1;
    return new Attempt(number, at, send(subscription, event, number, at, permit));
  }

  private Delivery after(
      Subscription subscription, Event event, Delivery delivery, Attempt attempt, Verdict verdict) {
    Delivery after = delivery.after(attempt, verdict);
    log.made(event, after);
    Runnable consequence =
        switch (verdict) {
          case Verdict.Gone _ ->
              () -> disable(subscription, DisabledReason.GONE, Notices.Last.of(event, after));
          case Verdict.GivenUp _ -> () -> notices.exhausted(subscription, event, after);
          case Verdict.Delivered _, Verdict.RetryAt _, Verdict.Wait _ -> () -> {};
        };
    return done(after, consequence) ? after : delivery.after(attempt, new Verdict.RetryAt(later()));
  }

  /**
   * Ends a delivery that has no attempt left: its tenant could not be told before, or its schedule
   * has become shorter. Where its tenant cannot be told now either it stays pending.
   */
  public Delivery giveUp(Subscription subscription, Event event, Delivery delivery) {
    Instant now = clock.instant();
    var ended = delivery.moved(DeliveryState.EXHAUSTED, delivery.dueAt(), Delivery.USED_UP, now);
    return done(ended, () -> notices.exhausted(subscription, event, ended))
        ? ended
        : delivery.moved(DeliveryState.PENDING, later(), null, now);
  }

  private boolean done(Delivery delivery, Runnable consequence) {
    try {
      consequence.run();
      return true;
    } catch (Unavailable e) {
      log.putOff(delivery, e);
      return false;
    }
  }

  private Instant later() {
    return clock.instant().plus(AFTER_SILENCE);
  }

  private Answer send(
      Subscription subscription, Event event, int number, Instant at, BooleanSupplier permit) {
    byte[] body = subscription.payloadFormat().body(event);
    String messageId = event.key().messageId();
    KeyRing.Live live;
    try {
      live = keys.live(subscription, at);
    } catch (Vault.SealBroken e) {
      return ownTrouble("the signing key does not open");
    } catch (Unavailable e) {
      return ownTrouble("the signing keys of the tenant cannot be read");
    }
    Map<String, String> headers = headers(subscription, event, number);
    headers.put("webhook-id", messageId);
    headers.put("webhook-timestamp", Long.toString(at.getEpochSecond()));
    headers.put("webhook-signature", Signature.header(messageId, at, body, live.signers()));
    if (!live.keyIds().isEmpty()) {
      headers.put("Olympus-Key-Id", String.join(" ", live.keyIds()));
    }
    return sender.send(
        new Sender.Request(subscription.url(), headers, body, permit),
        subscription.lane(),
        Budget.left(DEADLINE));
  }

  private static Answer ownTrouble(String detail) {
    return new Answer.Failed(Failure.OWN_TROUBLE, detail, Duration.ZERO, null);
  }

  /** What a receiver may need and the body does not say. */
  private static Map<String, String> headers(Subscription subscription, Event event, int number) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", USER_AGENT);
    headers.put("Olympus-Attempt", Integer.toString(number));
    headers.put("Olympus-Source", event.source());
    headers.put("Olympus-Subscription", subscription.id());
    headers.put("Olympus-Event-Id", event.id());
    headers.put("Olympus-Event-Type", event.type());
    headers.put("Olympus-Tenant", event.tenantId());
    if (event.locationId() != null) {
      headers.put("Olympus-Location", event.locationId());
    }
    if (event.test()) {
      headers.put("Olympus-Test", "true");
    }
    if (event.traceparent() != null) {
      headers.put("traceparent", event.traceparent());
    }
    return headers;
  }

  /**
   * Disables a subscription that is active, and tells its tenant. Not where it has another URL by
   * now, of which nothing is known.
   */
  public void disable(Subscription subscription, DisabledReason reason, Notices.Last last) {
    var current = subscriptions.get(subscription.tenantId(), subscription.id());
    while (current.isPresent()
        && current.get().isActive()
        && current.get().url().equals(subscription.url())) {
      notices.disabled(subscription, reason, last);
      var changed = current.get().with(Status.DISABLED, reason, clock.instant());
      if (subscriptions.update(changed).isPresent()) {
        return;
      }
      current = subscriptions.get(subscription.tenantId(), subscription.id());
    }
  }
}
