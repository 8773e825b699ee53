package cloud.olympus.webhooks.subscription;

import cloud.olympus.webhooks.catalogue.TypePattern;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.RetrySchedule;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.signing.SignatureScheme;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's wish to get events at a URL. Immutable.
 *
 * @param id {@code wh_} and 26 random characters
 * @param url where to, judged before it was saved and again on every connection
 * @param description for people, may be empty
 * @param events patterns of event types, at least one
 * @param sources only events of these; empty for all that the tenant gets
 * @param locations only events of these; empty for all, also those of no location
 * @param disabledReason set exactly where the status is disabled
 * @param signatures how its requests are signed, at least one
 * @param keys signing secrets: the one that stays first, then those that end; expired ones may
 *     still be listed
 * @param version grows by one with every change: the ETag
 */
public record Subscription(
    String id,
    String tenantId,
    String url,
    String description,
    List<String> events,
    Set<String> sources,
    Set<String> locations,
    PayloadFormat payloadFormat,
    DeliveryRules rules,
    Status status,
    @Nullable DisabledReason disabledReason,
    Set<SignatureScheme> signatures,
    List<SigningKey> keys,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  public Subscription {
    events = List.copyOf(events);
    sources = Set.copyOf(sources);
    locations = Set.copyOf(locations);
    signatures = Set.copyOf(signatures);
    keys = List.copyOf(keys);
  }

  /** Whether it may want what happens at a location; null for what happens at none. */
  public boolean covers(@Nullable String locationId) {
    return locations.isEmpty() || (locationId != null && locations.contains(locationId));
  }

  /** Whether it asked for this event. */
  public boolean wants(Event event) {
    return event.tenantId().equals(tenantId)
        && (sources.isEmpty() || sources.contains(event.source()))
        && covers(event.locationId())
        && events.stream().anyMatch(pattern -> asksFor(pattern, event.type()));
  }

  /** Who asks for everything wants the business's events; ours about endpoints are asked for. */
  private static boolean asksFor(String pattern, String type) {
    return TypePattern.matches(pattern, type) && !(pattern.equals("*") && Notices.isNotice(type));
  }

  /** The schedule of its attempts. */
  public RetrySchedule schedule() {
    return rules.schedule();
  }

  /** Whether it is sent to. */
  public boolean isActive() {
    return status == Status.ACTIVE;
  }

  /** The queue of its unfinished deliveries. */
  public LaneKey lane() {
    return new LaneKey(tenantId, id);
  }

  /** For whom its secrets are sealed. */
  public String owner() {
    return owner(tenantId, id);
  }

  /** For whom the secrets of a subscription are sealed. */
  public static String owner(String tenantId, String id) {
    return tenantId + '/' + id;
  }

  /** Its secrets that sign at this instant. */
  public List<SigningKey> liveKeys(Instant now) {
    return keys.stream().filter(key -> key.isLive(now)).toList();
  }

  /** The same with another status, and without secrets that have expired. */
  public Subscription with(Status next, @Nullable DisabledReason reason, Instant now) {
    return new Subscription(
        id,
        tenantId,
        url,
        description,
        events,
        sources,
        locations,
        payloadFormat,
        rules,
        next,
        reason,
        signatures,
        liveKeys(now),
        createdAt,
        now,
        version);
  }

  /** The same with other secrets. */
  public Subscription with(List<SigningKey> next, Instant now) {
    return new Subscription(
        id,
        tenantId,
        url,
        description,
        events,
        sources,
        locations,
        payloadFormat,
        rules,
        status,
        disabledReason,
        signatures,
        next,
        createdAt,
        now,
        version);
  }

  /** The same with another version: for stores. */
  public Subscription withVersion(long next) {
    return new Subscription(
        id,
        tenantId,
        url,
        description,
        events,
        sources,
        locations,
        payloadFormat,
        rules,
        status,
        disabledReason,
        signatures,
        keys,
        createdAt,
        updatedAt,
        next);
  }
}
