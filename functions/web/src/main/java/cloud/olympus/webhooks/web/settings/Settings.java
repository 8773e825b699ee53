package cloud.olympus.webhooks.web.settings;

import cloud.olympus.webhooks.web.log.Log;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one deployable's settings from its environment, where each name begins with {@value
 * #PREFIX}. First each setting is asked for, then {@link #check()} says everything that is wrong at
 * once, unknown names included, then the values are taken. An empty value is no value. Used by one
 * thread, at start.
 *
 * <pre>{@code
 * var settings = Settings.of(System.getenv());
 * var topic = settings.text("EVENTS_TOPIC").required();
 * var lease = settings.seconds("LEASE_SECONDS", 5, 60).orElse(Duration.ofSeconds(30));
 * settings.check();
 * return new ForwarderSettings(topic.get(), lease.get());
 * }</pre>
 */
public final class Settings {
  /** What every name begins with; left out where a setting is asked for. */
  public static final String PREFIX = "WEBHOOKS_";

  private static final String FILE_SUFFIX = "_FILE";
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final Map<String, String> environment;
  private final TreeSet<String> known = new TreeSet<>();
  private final TreeMap<String, SettingProblem> problems = new TreeMap<>();

  private Settings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The settings in this environment. */
  public static Settings of(Map<String, String> environment) {
    return new Settings(environment);
  }

  /** Any text. */
  public Setting<String> text(String name) {
    return read(name, value -> value);
  }

  /** One of some words. */
  public Setting<String> oneOf(String name, String... words) {
    return read(
        name,
        value -> Arrays.asList(words).contains(value) ? value : null,
        "is not one of " + String.join(", ", words));
  }

  /** A whole number. */
  public Setting<Integer> integer(String name, int least, int most) {
    return read(
        name,
        value -> number(value, least, most).map(Math::toIntExact).orElse(null),
        "is not a whole number from " + least + " to " + most);
  }

  /** A duration in whole seconds; let the name say so. */
  public Setting<Duration> seconds(String name, long least, long most) {
    return read(
        name,
        value -> number(value, least, most).map(Duration::ofSeconds).orElse(null),
        "is not a whole number of seconds from " + least + " to " + most);
  }

  /** {@code true} or {@code false}. */
  public Setting<Boolean> flag(String name) {
    return read(
        name,
        value ->
            switch (value) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            },
        "is neither true nor false");
  }

  /** An absolute https URI without user and fragment. */
  public Setting<URI> httpsUri(String name) {
    return read(name, value -> parseUri(value, "https"), "is not an https URL");
  }

  /** Likewise, or http: for development. */
  public Setting<URI> webUri(String name) {
    return read(name, value -> parseUri(value, "https", "http"), "is not an http or https URL");
  }

  /** A path, of something that may not be there yet. */
  public Setting<Path> path(String name) {
    return read(name, Settings::parsePath, "is not a path");
  }

  /** The path of a file that is there and can be read. */
  public Setting<Path> file(String name) {
    return read(
        name,
        value -> {
          Path path = parsePath(value);
          return path != null && Files.isRegularFile(path) && Files.isReadable(path) ? path : null;
        },
        "is not the path of a file that can be read");
  }

  /** Texts between commas, without the spaces around them. */
  public Setting<List<String>> list(String name) {
    return read(name, Settings::split, "has no entries");
  }

  /**
   * Texts between commas, and what they mean.
   *
   * @param parse throws IllegalArgumentException with a message for whoever set them
   */
  public <T> Setting<T> list(String name, Function<List<String>, T> parse) {
    var entries = list(name).optional().get();
    try {
      return new Setting<>(this, PREFIX + name, entries.map(parse));
    } catch (IllegalArgumentException e) {
      refuse(name, "cannot be used: " + e.getMessage());
      return new Setting<>(this, PREFIX + name, Optional.empty());
    }
  }

  /** A longer text: a value or a file as {@link #secret}. */
  public Setting<String> document(String name) {
    return new Setting<>(this, PREFIX + name, valueOrFile(name));
  }

  /**
   * A secret: either the setting's value, or the content of the file that {@code <name>_FILE}
   * names, without the white space around it.
   */
  public Setting<SecretText> secret(String name) {
    return new Setting<>(this, PREFIX + name, valueOrFile(name).map(SecretText::of));
  }

  /** Several secrets, between commas or line breaks; a value or a file as {@link #secret}. */
  public Setting<List<SecretText>> secrets(String name) {
    Optional<List<SecretText>> secrets =
        valueOrFile(name)
            .map(value -> entries(value).stream().map(SecretText::of).toList())
            .filter(entries -> !entries.isEmpty());
    return new Setting<>(this, PREFIX + name, secrets);
  }

  /** A longer text or a secret as {@link #secret}, read again when its file changes. */
  public Setting<LiveText> live(String name) {
    return live(name, false);
  }

  /** Likewise, of a file that may come, or get its text, only later. */
  public Setting<LiveText> awaited(String name) {
    return live(name, true);
  }

  private Setting<LiveText> live(String name, boolean later) {
    Optional<String> value = raw(name);
    Optional<Path> file = raw(name + FILE_SUFFIX).map(Settings::parsePath);
    if (file.isEmpty() || value.isPresent() || (!later && slurp(file.get()).isEmpty())) {
      return new Setting<>(
          this, PREFIX + name, valueOrFile(name).map(text -> LiveText.of(PREFIX + name, text)));
    }
    return new Setting<>(
        this, PREFIX + name, Optional.of(LiveText.of(PREFIX + name, file.get(), System::nanoTime)));
  }

  /**
   * What a text or the file of a {@link #live} setting means now and later.
   *
   * @param parse throws IllegalArgumentException with a message that shows no secret
   */
  public <T> Setting<Live<T>> live(String name, Function<String, T> parse, Log log) {
    var text = live(name).optional().get();
    try {
      return new Setting<>(
          this, PREFIX + name, text.map(t -> t.parsed(now -> parse.apply(now.orElse("")), log)));
    } catch (IllegalArgumentException e) {
      refuse(name, "cannot be used: " + e.getMessage());
      return new Setting<>(this, PREFIX + name, Optional.empty());
    }
  }

  /** A variable that is not ours, by its full name. */
  public Optional<String> foreign(String fullName) {
    return Optional.ofNullable(environment.get(fullName)).filter(value -> !value.isBlank());
  }

  /** Texts between commas or line breaks, without the spaces around them. */
  public static List<String> entries(String text) {
    List<String> entries = split(text.replaceAll("\\R", ","));
    return entries == null ? List.of() : entries;
  }

  /** Names that are somebody else's and may stand in the same environment. */
  public void alsoKnown(Collection<String> names) {
    names.forEach(name -> known.add(PREFIX + name));
  }

  /** Notes that a setting is wrong for a reason of the caller's, such as another setting. */
  public void refuse(String name, String reason) {
    note(PREFIX + name, reason);
  }

  /**
   * To be called when everything is asked for.
   *
   * @throws SettingsException if anything is missing, malformed or unknown
   */
  public void check() {
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        note(
            name,
            "is not known"
                + Spelling.nearest(name, known).map(n -> "; did you mean " + n + "?").orElse(""));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(List.copyOf(problems.values()));
    }
  }

  void missing(String fullName) {
    if (!problems.containsKey(fullName + FILE_SUFFIX)) {
      note(fullName, "is missing");
    }
  }

  private <T> Setting<T> read(String name, Function<String, T> parse) {
    return new Setting<>(this, PREFIX + name, raw(name).map(parse));
  }

  private <T> Setting<T> read(String name, Function<String, @Nullable T> parse, String reason) {
    Optional<String> value = raw(name);
    if (value.isEmpty()) {
      return new Setting<>(this, PREFIX + name, Optional.empty());
    }
    T parsed = parse.apply(value.get());
    if (parsed == null) {
      note(PREFIX + name, reason);
    }
    return new Setting<>(this, PREFIX + name, Optional.ofNullable(parsed));
  }

  private Optional<String> raw(String name) {
    known.add(PREFIX + name);
    return Optional.ofNullable(environment.get(PREFIX + name)).filter(value -> !value.isBlank());
  }

  private Optional<String> valueOrFile(String name) {
    Optional<String> value = raw(name);
    Optional<String> file = raw(name + FILE_SUFFIX);
    if (file.isEmpty()) {
      return value;
    }
    if (value.isPresent()) {
      note(PREFIX + name, "is given twice, as a value and as a file");
      return value;
    }
    Optional<Path> path = Optional.ofNullable(parsePath(file.get()));
    Optional<String> content = path.flatMap(Settings::slurp);
    if (content.isEmpty()) {
      String fullName = PREFIX + name + FILE_SUFFIX;
      var problem =
          path.filter(Settings::isBlank).isPresent()
              ? new SettingProblem(fullName, "is a file without text so far", true)
              : new SettingProblem(fullName, "is not a file with text that can be read", false);
      problems.putIfAbsent(fullName, problem);
    }
    return content;
  }

  /** Whether a setting was to come from a file, and that was refused already. */
  public boolean isRefusedAsFile(String name) {
    return problems.containsKey(PREFIX + name + FILE_SUFFIX);
  }

  private void note(String fullName, String reason) {
    problems.putIfAbsent(fullName, new SettingProblem(fullName, reason, false));
  }

  private static boolean isBlank(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= MAX_FILE_BYTES
          && Files.readString(file).isBlank();
    } catch (IOException e) {
      return false;
    }
  }

  static Optional<String> slurp(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(String value, long least, long most) {
    if (!value.matches("-?[0-9]{1,18}")) {
      return Optional.empty();
    }
    long number = Long.parseLong(value);
    return number < least || number > most ? Optional.empty() : Optional.of(number);
  }

  private static @Nullable URI parseUri(String value, String... schemes) {
    try {
      var uri = new URI(value);
      boolean known =
          uri.getScheme() != null
              && Arrays.asList(schemes).contains(uri.getScheme().toLowerCase(Locale.ROOT));
      boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
      return known && plain && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static @Nullable Path parsePath(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static @Nullable List<String> split(String value) {
    List<String> entries =
        Arrays.stream(value.split(",")).map(String::strip).filter(e -> !e.isEmpty()).toList();
    return entries.isEmpty() ? null : entries;
  }
}
