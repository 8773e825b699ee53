package cloud.olympus.webhooks.web.settings;

import cloud.olympus.webhooks.web.log.Log;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The text of a setting that may change while the process runs: a file, such as a secret that the
 * platform mounts, is read again now and then, so that a rotation needs no new start. Thread-safe.
 */
public final class LiveText {

  /** How old the text may be. Each reading of a mounted secret is paid for. */
  public static final Duration FRESH = Duration.ofSeconds(30);

  /** How old it may be where somebody has reason to think that it changed. */
  private static final Duration IN_DOUBT = Duration.ofSeconds(1);

  private final String name;
  private final Supplier<Optional<String>> read;
  private final LongSupplier nanos;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Version version;

  private record Version(Optional<String> text, long readAt) {}

  private LiveText(String name, Supplier<Optional<String>> read, LongSupplier nanos) {
    this.name = name;
    this.read = read;
    this.nanos = nanos;
    this.version = new Version(read.get(), nanos.getAsLong());
  }

  /** A text that stays. */
  static LiveText of(String name, String text) {
    return new LiveText(name, () -> Optional.of(text), () -> 0);
  }

  /** The text of a file, without the white space around it. */
  static LiveText of(String name, Path file, LongSupplier nanos) {
    return new LiveText(name, () -> Settings.slurp(file), nanos);
  }

  /** The text; empty while there is no file, or nothing in it. */
  public Optional<String> text() {
    return asOf(FRESH);
  }

  /** The text as it was a second ago or later. */
  public Optional<String> reread() {
    return asOf(IN_DOUBT);
  }

  private Optional<String> asOf(Duration age) {
    var known = version;
    // Others go on with what is known while one reads.
    if (nanos.getAsLong() - known.readAt >= age.toNanos() && reading.tryLock()) {
      try {
        known = new Version(read.get(), nanos.getAsLong());
        version = known;
      } finally {
        reading.unlock();
      }
    }
    return known.text;
  }

  /** The setting's full name. */
  String name() {
    return name;
  }

  /**
   * What the text means, worked out anew when it changes. A text that comes to mean nothing is
   * logged, and what the one before meant still holds.
   *
   * @param parse gives it, or throws IllegalArgumentException with a message that shows no secret
   * @throws IllegalArgumentException where the text means nothing now
   */
  public <T> Live<T> parsed(Function<Optional<String>, T> parse, Log log) {
    return new Live<>(this, parse, log);
  }
}
