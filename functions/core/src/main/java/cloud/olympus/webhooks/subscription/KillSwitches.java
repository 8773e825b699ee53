package cloud.olympus.webhooks.subscription;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators have stopped by hand: nothing is sent there until they take it back. All methods
 * are atomic, thread-safe and durable on return, and throw {@link
 * cloud.olympus.webhooks.event.Unavailable} where the store cannot answer.
 */
public interface KillSwitches {

  /** The most at once. */
  int MOST = 1_000;

  /**
   * What a switch stops.
   *
   * @param tenantId null for all tenants
   * @param webhookId null for all of the tenant
   */
  record Scope(@Nullable String tenantId, @Nullable String webhookId) {

    /** Everything. */
    public static final Scope ALL = new Scope(null, null);

    /**
     * @throws IllegalArgumentException for a subscription of no tenant
     */
    public Scope {
      if (tenantId == null && webhookId != null) {
        throw new IllegalArgumentException("a subscription belongs to a tenant");
      }
    }

    /** Whether it covers a subscription. */
    public boolean covers(String tenant, String webhook) {
      return (tenantId == null || tenantId.equals(tenant))
          && (webhookId == null || webhookId.equals(webhook));
    }
  }

  /**
   * A switch that is on.
   *
   * @param reason for people, may be empty
   */
  record Switch(Scope scope, String reason, Instant since) {}

  /**
   * Turns a switch on, or changes its reason; when it was turned on first stays.
   *
   * @return false where there are {@link #MOST} already
   */
  boolean put(Switch on);

  /**
   * Turns it off.
   *
   * @return false where it was not on
   */
  boolean remove(Scope scope);

  /** Those that are on, the longest on first; at most one second old. */
  List<Switch> current();

  /** Whether a subscription is stopped, as of at most one second ago. */
  default boolean stops(String tenantId, String webhookId) {
    for (var on : current()) {
      if (on.scope().covers(tenantId, webhookId)) {
        return true;
      }
    }
    return false;
  }
}
