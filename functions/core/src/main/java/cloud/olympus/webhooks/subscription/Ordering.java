package cloud.olympus.webhooks.subscription;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a subscription gets events of one ordering key in the order of their publication, one at
 * a time, and what an event that is exhausted means to the later ones of its key. Events without a
 * key, and those of other keys, do not wait.
 */
public enum Ordering {
  /** Each event is sent as soon as it can be. */
  NONE,
  /** In order; after one that is exhausted the next follows. */
  SKIP,
  /** In order; one that is exhausted holds its key until it is skipped by hand, or expires. */
  HOLD;

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ordering of a code. */
  public static Optional<Ordering> ofCode(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }
}
