package cloud.olympus.webhooks.subscription;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.lane.LaneKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of each tenant; nothing here crosses tenants. All methods are atomic,
 * thread-safe and durable on return, and throw {@link cloud.olympus.webhooks.event.Unavailable}
 * where the store cannot answer.
 */
public interface Subscriptions {

  /**
   * Adds a subscription with version 1, whatever version it carries.
   *
   * @throws IllegalStateException where the id is taken
   */
  Subscription create(Subscription subscription);

  /** One subscription of a tenant. */
  Optional<Subscription> get(String tenantId, String id);

  /**
   * Replaces a subscription whose stored version is still that of {@code changed}; the version
   * grows by one.
   *
   * @return what is stored now; empty where it was changed or deleted meanwhile
   */
  Optional<Subscription> update(Subscription changed);

  /**
   * Deletes a subscription.
   *
   * @param version only if it is still this one; null for any
   * @return false where it is not there, or has another version
   */
  boolean delete(String tenantId, String id, @Nullable Long version);

  /**
   * A tenant's subscriptions, newest first.
   *
   * @param cursor from the page before, or null
   */
  Page<Subscription> list(String tenantId, @Nullable String cursor, int limit);

  /**
   * Those of a tenant that may want an event of a location, and which of the tenant's have a flag;
   * at most one second old.
   *
   * @param locationId null for an event of no location
   */
  Routes routes(String tenantId, @Nullable String locationId);

  /**
   * Gives an endpoint a flag, or takes it away. Neither changes the subscription or its version;
   * nothing happens where there is none.
   *
   * @param flag null to take it away
   */
  void flag(LaneKey endpoint, @Nullable Flag flag);
}
