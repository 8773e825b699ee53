package cloud.olympus.webhooks.web.settings;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * One setting, read and not yet said what it means if it is not there. Its suppliers give the value
 * once {@link Settings#check()} has passed.
 *
 * @param <T> what it is read as
 */
public final class Setting<T> {
  private final Settings settings;
  private final String name;
  private final Optional<T> value;

  Setting(Settings settings, String name, Optional<T> value) {
    this.settings = settings;
    this.name = name;
    this.value = value;
  }

  /** It has to be there. */
  public Supplier<T> required() {
    if (value.isEmpty()) {
      settings.missing(name);
    }
    return () ->
        value.orElseThrow(() -> new IllegalStateException(name + " is read before the check"));
  }

  /** It may be left out, which means this. */
  public Supplier<T> orElse(T absent) {
    return () -> value.orElse(absent);
  }

  /** It may be left out. */
  public Supplier<Optional<T>> optional() {
    return () -> value;
  }
}
