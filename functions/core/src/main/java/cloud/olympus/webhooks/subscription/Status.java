package cloud.olympus.webhooks.subscription;

import java.util.Locale;
import java.util.Optional;

/** Whether a subscription is sent to. */
public enum Status {
  ACTIVE,
  /** By hand, for a while: events are held. */
  PAUSED,
  /** By hand or by us, with a {@link DisabledReason}: events are held. */
  DISABLED;

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a code. */
  public static Optional<Status> ofCode(String code) {
    for (var status : values()) {
      if (status.code().equals(code)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
