package cloud.olympus.webhooks.simulation;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request, and how it ended once it has. */
final class Trip {
  final Call call;
  final DeliveryId delivery;
  final Instant at;
  final boolean probe;

  /** Whether its call knows that it is one: the circuit may have opened meanwhile. */
  final boolean known;

  private @Nullable Attempt outcome;

  Trip(Call call, DeliveryId delivery, Instant at, boolean open, boolean known) {
    this.call = call;
    this.delivery = delivery;
    this.at = at;
    this.probe = open && !call.isDirect();
    this.known = known;
  }

  /** Until when its answer asks to be left alone: its end where it asks for nothing. */
  Instant asked() {
    return RetryPolicy.retryAfter(Objects.requireNonNull(outcome), end());
  }

  boolean isDirect() {
    return call.isDirect();
  }

  boolean is(DeliveryId id) {
    return delivery.equals(id);
  }

  /** Whether its process waits for the answer. */
  boolean isOpen() {
    return outcome == null && !call.instance.isDead() && !call.isDisturbed();
  }

  boolean hasEnded() {
    return outcome != null;
  }

  /** Its process has the answer. */
  void end(Answer answer) {
    outcome = new Attempt(1, at, answer);
  }

  /** When its answer was there; never where none was. */
  Instant end() {
    return outcome == null ? Instant.MAX : at.plus(outcome.took());
  }

  boolean is(Predicate<Attempt> what) {
    return outcome != null && what.test(outcome);
  }

  boolean failed() {
    return is(one -> !one.succeeded() && !one.failedByUs());
  }
}
