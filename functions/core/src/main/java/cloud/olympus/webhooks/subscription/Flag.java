package cloud.olympus.webhooks.subscription;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps an endpoint off the direct road on every instance, within a second and for a while. Set by
 * the holder of its lane; it ends by itself, should nobody be left to take it away.
 *
 * @param until when it ends
 */
public record Flag(Kind kind, Instant until) {

  /** Why. */
  public enum Kind {
    /** It is served by its lane alone, which judges how it does. */
    LANE_ONLY,
    /** Its circuit is open: what comes for it is held. */
    OPEN;

    /** Lower case, as in every store. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a code. */
    public static Optional<Kind> ofCode(String code) {
      for (var kind : values()) {
        if (kind.code().equals(code)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether it holds at an instant. */
  public boolean holdsAt(Instant now) {
    return now.isBefore(until);
  }
}
