package cloud.olympus.webhooks.web.settings;

import cloud.olympus.webhooks.web.log.Log;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a {@link LiveText} means. Thread-safe.
 *
 * @param <T> what it is read as
 */
public final class Live<T> implements Supplier<T> {

  private final LiveText source;
  private final Function<Optional<String>, T> parse;
  private final Log log;
  private volatile Version<T> version;

  private record Version<T>(Optional<String> text, T value) {}

  Live(LiveText source, Function<Optional<String>, T> parse, Log log) {
    this.source = source;
    this.parse = parse;
    this.log = log;
    var text = source.text();
    this.version = new Version<>(text, parse.apply(text));
  }

  /** The value, at most {@link LiveText#FRESH} old. */
  @Override
  public T get() {
    return of(source.text());
  }

  /** The value as it was a second ago or later: for who finds that the known one does not do. */
  public T latest() {
    return of(source.reread());
  }

  private T of(Optional<String> text) {
    if (!text.equals(version.text)) {
      change(text);
    }
    return version.value;
  }

  private synchronized void change(Optional<String> text) {
    if (!text.equals(version.text)) {
      version = new Version<>(text, parsed(text));
    }
  }

  private T parsed(Optional<String> text) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      log.error(
          "a setting that changed cannot be used: the one before stays in force",
          Map.of("setting", source.name(), "problem", String.valueOf(e.getMessage())),
          null);
      return version.value;
    }
  }
}
