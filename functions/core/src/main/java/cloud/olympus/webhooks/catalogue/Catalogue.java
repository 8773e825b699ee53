package cloud.olympus.webhooks.catalogue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every event type that the platform knows. Immutable and safe for any number of threads; load it
 * once for each process.
 *
 * <p>Source {@code stripe} is open-ended: a deployment may pass Stripe's other events on as {@code
 * stripe.<Stripe's type>}. Such names are {@linkplain #isKnown known} and have a {@linkplain
 * #domainOf domain}, but nothing lists them.
 */
public final class Catalogue {

  /** In the order in which types are listed. The first is where events come from by default. */
  public static final List<String> SOURCES = List.of("olympus", "storekit", "stripe");

  private static final String PASS_THROUGH_SOURCE = "stripe";
  private static final String PASS_THROUGH_PREFIX = "stripe.";
  private static final String PASS_THROUGH_DOMAIN = "payments";

  private final List<EventType> types;
  // Two maps and no record as key: the first hash of a record costs a cold start several ms.
  private final Map<String, Map<String, EventType>> bySourceAndName = new HashMap<>();

  private Catalogue(List<EventType> types) {
    this.types = List.copyOf(types);
    for (EventType type : types) {
      Map<String, EventType> byName = bySourceAndName.get(type.source());
      if (byName == null) {
        byName = new HashMap<>();
        bySourceAndName.put(type.source(), byName);
      }
      if (byName.put(type.name(), type) != null) {
        throw new IllegalStateException("Twice in the catalogue: " + type.name());
      }
    }
  }

  /**
   * Reads the catalogue from the jar.
   *
   * @throws IllegalStateException if it is incomplete or contradicts itself
   */
  public static Catalogue load() {
    List<EventType> types = new ArrayList<>();
    for (String source : SOURCES) {
      for (JsonElement entry : JsonResource.read(source + ".json").getAsJsonArray("types")) {
        types.add(type(source, entry.getAsJsonObject()));
      }
    }
    return new Catalogue(types);
  }

  private static EventType type(String source, JsonObject entry) {
    String name = entry.get("name").getAsString();
    return new EventType(
        source,
        name,
        entry.get("description").getAsString(),
        entry.get("domain").getAsString(),
        new JsonPointer(entry.get("ordering_key").getAsString()),
        entry.get("inferred").getAsBoolean(),
        entry.has("example") ? entry.get("example").getAsString() : name);
  }

  public Optional<EventType> find(String source, String name) {
    return Optional.ofNullable(bySourceAndName.getOrDefault(source, Map.of()).get(name));
  }

  /** The types of this name, at most one for each source. */
  public List<EventType> ofName(String name) {
    return SOURCES.stream().flatMap(source -> find(source, name).stream()).toList();
  }

  /** All types, by source and then in the order of the source's own list. */
  public List<EventType> all() {
    return types;
  }

  /** The listed types that a {@link TypePattern} takes; none if the text is no pattern. */
  public List<EventType> matching(String pattern) {
    return matching(pattern, SOURCES);
  }

  /** As {@link #matching(String)}, of these sources alone. */
  public List<EventType> matching(String pattern, Collection<String> sources) {
    if (!TypePattern.isWellFormed(pattern)) {
      return List.of();
    }
    TypePattern asked = new TypePattern(pattern);
    return types.stream()
        .filter(type -> sources.contains(type.source()) && asked.matches(type.name()))
        .toList();
  }

  /** Whether an event that this pattern takes can come at all, from any source. */
  public boolean isKnown(String pattern) {
    return isKnown(pattern, SOURCES);
  }

  /** As {@link #isKnown(String)}, of these sources alone: a subscription may name its own. */
  public boolean isKnown(String pattern, Collection<String> sources) {
    return !matching(pattern, sources).isEmpty()
        || (sources.contains(PASS_THROUGH_SOURCE)
            && pattern.startsWith(PASS_THROUGH_PREFIX)
            && TypePattern.isWellFormed(pattern));
  }

  /** The domain that the type declares; empty where the catalogue does not know the type. */
  public Optional<String> domainOf(String source, String name) {
    if (source.equals(PASS_THROUGH_SOURCE) && name.startsWith(PASS_THROUGH_PREFIX)) {
      return Optional.of(PASS_THROUGH_DOMAIN);
    }
    return find(source, name).map(EventType::domain);
  }

  /**
   * A sentence or two for whoever asked for a type or pattern that is not {@linkplain #isKnown
   * known}: what is wrong with it, and the nearest names. Never empty, bounded in length.
   */
  public String suggestions(String unknown) {
    return suggestions(unknown, SOURCES);
  }

  /**
   * As {@link #suggestions(String)}, where only these sources are wanted: also says which other
   * source has the name, and what the wanted one calls it.
   */
  public String suggestions(String unknown, Collection<String> sources) {
    return new Suggestions(this, sources).messageFor(unknown);
  }
}
