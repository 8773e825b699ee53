package cloud.olympus.webhooks.event;

import cloud.olympus.webhooks.delivery.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every accepted event, the fixed set of its deliveries, and what became of them. All methods are
 * atomic, thread-safe and durable on return, and throw {@link Unavailable} where the store cannot
 * answer.
 */
public interface EventLog {

  /**
   * Claims an event before anything of it is sent. The first claim writes its record with the set
   * of its deliveries; a later one never changes that set. One claimant wins, however many ask at
   * once; a claim whose lease ran out is taken over. An event without deliveries is born recorded:
   * its first claim answers {@link Claim.Done} with none at once.
   *
   * @param webhooks ids of the subscriptions that match, without duplicates, in a stable order
   * @param now becomes {@code accepted_at} of a new record
   * @param lease how long nobody else may claim it
   */
  Claim claim(Event event, List<String> webhooks, Instant now, Duration lease);

  /**
   * Records what a pass did, in one commit: the outcome of each delivery in the event's record, and
   * one document in {@link cloud.olympus.webhooks.delivery.Deliveries} for each that is not simply
   * delivered. Where the token is no longer the claim's, or outcomes are recorded already, only
   * successes are merged: they end a document that is unfinished. Nothing ever replaces a success,
   * and recording the same twice is harmless.
   *
   * @param outcomes at most one for each delivery of the record
   */
  Recorded record(ClaimToken token, List<Delivery> outcomes, Instant now);

  /** The record of one event of a tenant. */
  Optional<EventRecord> get(EventKey key);

  /**
   * The events of a tenant, newest accepted first.
   *
   * @param cursor from the page before, or null
   * @param limit at least 1
   */
  Page<EventRecord> list(String tenantId, EventFilter filter, @Nullable String cursor, int limit);
}
