package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Phases;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Takes the time of one try's steps, each from where the one before it ended. For one thread. */
final class Steps {

  private final long began = System.nanoTime();
  private long since = began;
  private @Nullable Duration resolve;
  private @Nullable Duration connect;
  private @Nullable Duration tls;
  private @Nullable Duration firstByte;

  void resolved() {
    resolve = lap(System.nanoTime());
  }

  void connected() {
    connect = lap(System.nanoTime());
  }

  void secured() {
    tls = lap(System.nanoTime());
  }

  /** The request may be written; what was waited for until now is of no step. */
  void permitted() {
    lap(System.nanoTime());
  }

  /** The first byte of an answer came at this time of {@link System#nanoTime}. */
  void answering(long at) {
    firstByte = lap(at);
  }

  private Duration lap(long now) {
    var took = Duration.ofNanos(Math.max(0, now - since));
    since = now;
    return took;
  }

  /** How long this try has taken until now. */
  Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  Phases phases() {
    return new Phases(resolve, connect, tls, firstByte);
  }
}
