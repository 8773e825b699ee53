package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a request went, whatever came of it.
 *
 * @param took in all, every try of it
 * @param address that was dialled last, null where none was
 * @param phases of the latest try
 * @param tries 2 where a connection that failed at once was given its second try, else 1
 */
public record Trip(Duration took, @Nullable String address, Phases phases, int tries) {

  /** One of which no more is known. */
  public static Trip of(Duration took, @Nullable String address) {
    return new Trip(took, address, Phases.UNKNOWN, 1);
  }
}
