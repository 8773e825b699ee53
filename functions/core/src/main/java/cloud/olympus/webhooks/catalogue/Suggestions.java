package cloud.olympus.webhooks.catalogue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to tell somebody who asked for an event type that cannot come. */
final class Suggestions {

  private static final String SEE_ALL = "All types are listed at /v1/event-types.";
  private static final String STRIPES_OWN =
      " Stripe's own, where they are passed on, begin with `stripe.`.";

  private final Catalogue catalogue;
  private final Collection<String> sources;

  Suggestions(Catalogue catalogue, Collection<String> sources) {
    this.catalogue = catalogue;
    this.sources = sources;
  }

  String messageFor(String asked) {
    if (asked.length() > TypePattern.MAX_LENGTH) {
      return "An event type has at most " + TypePattern.MAX_LENGTH + " characters. " + SEE_ALL;
    }
    Optional<String> spelling = otherSpelling(asked);
    if (spelling.isPresent()) {
      return spelling.get();
    }
    return catalogue.isKnown(asked) ? whoseItIs(asked) : problemWith(asked) + " " + nearest(asked);
  }

  /**
   * American and British English part the sources: the same thing is canceled in one and cancelled
   * in the other.
   */
  private Optional<String> otherSpelling(String asked) {
    for (EventType type : catalogue.ofName(asked)) {
      for (EventType twin : catalogue.all()) {
        if (areTwins(type, twin) && sources.contains(twin.source())) {
          return Optional.of(contrast(type, twin));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean areTwins(EventType one, EventType other) {
    return !one.name().equals(other.name()) && american(one.name()).equals(american(other.name()));
  }

  private static String american(String name) {
    return name.replace("cancelled", "canceled");
  }

  private static String contrast(EventType type, EventType twin) {
    return "`%s` is %s's name; %s calls it `%s`."
        .formatted(type.name(), type.source(), twin.source(), twin.name());
  }

  private String whoseItIs(String known) {
    List<String> owners = ownersOf(known);
    return "`%s` %s of %s%s."
        .formatted(
            known,
            known.endsWith("*") ? "matches types" : "is a type",
            String.join(" and ", owners),
            owners.stream().anyMatch(sources::contains)
                ? ""
                : ", not of " + String.join(" or ", sources));
  }

  private static String problemWith(String asked) {
    if (TypePattern.isWellFormed(asked)) {
      return asked.endsWith("*")
          ? "No event type matches `" + asked + "`."
          : "No event type is named `" + asked + "`.";
    }
    if (asked.contains("*")) {
      return "`"
          + asked
          + "` is no pattern: a `*` stands alone, or last after a full stop as in"
          + " `order.*`.";
    }
    return "`"
        + asked
        + "` is no event type: names are words with full stops between, as in"
        + " `order.created`.";
  }

  private String nearest(String asked) {
    List<String> near = new NearestNames(names(), asked).best();
    if (near.isEmpty()) {
      return SEE_ALL + (sources.contains("stripe") ? STRIPES_OWN : "");
    }
    return Stream.concat(
            Stream.of(
                "Did you mean "
                    + near.stream().map(this::withSources).collect(Collectors.joining(" or "))
                    + "?"),
            near.stream().map(this::otherSpelling).flatMap(Optional::stream).limit(1))
        .collect(Collectors.joining(" "));
  }

  private List<String> names() {
    return Stream.concat(catalogue.all().stream().map(EventType::name), Stream.of("stripe.*"))
        .filter(name -> catalogue.isKnown(name, sources))
        .distinct()
        .toList();
  }

  private String withSources(String name) {
    return "`%s` (%s)"
        .formatted(
            name,
            ownersOf(name).stream().filter(sources::contains).collect(Collectors.joining(", ")));
  }

  private List<String> ownersOf(String known) {
    return Catalogue.SOURCES.stream()
        .filter(source -> catalogue.isKnown(known, List.of(source)))
        .toList();
  }
}
