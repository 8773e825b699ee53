package cloud.olympus.webhooks.subscription;

import java.util.Locale;
import java.util.Optional;

/** Why a subscription is disabled. */
public enum DisabledReason {
  BY_HAND,
  /** The endpoint answered 410. */
  GONE,
  /** Nothing but failures for five days. */
  FAILING;

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason of a code. */
  public static Optional<DisabledReason> ofCode(String code) {
    for (var reason : values()) {
      if (reason.code().equals(code)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
