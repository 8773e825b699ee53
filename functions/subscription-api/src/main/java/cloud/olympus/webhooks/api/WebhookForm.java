package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.subscription.DeliveryRules;
import cloud.olympus.webhooks.subscription.DisabledReason;
import cloud.olympus.webhooks.subscription.PayloadFormat;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Status;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.web.FieldErrors;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a caller may say about a subscription, read and held against the rules. */
record WebhookForm(
    String url,
    String description,
    List<String> events,
    Set<String> sources,
    Set<String> locations,
    PayloadFormat payloadFormat,
    DeliveryRules rules,
    Set<SignatureScheme> signatures,
    Status status) {

  /** The members of {@link WebhookView#writable}. */
  static final Set<String> MEMBERS =
      Set.of(
          "url",
          "description",
          "events",
          "sources",
          "locations",
          "payload_format",
          "retry_schedule",
          "rate_limit",
          "max_in_flight",
          "ordering",
          "on_exhausted",
          "signatures",
          "status");

  private static final int MAX_URL = 2_048;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_WORD = 64;

  /**
   * Reads the form; every error is noted, and the form is usable only where there is none.
   *
   * @param before the subscription that is changed: what stays the same is not judged again, so
   *     that a host which cannot be resolved today can still be paused; null for a new one
   */
  static WebhookForm read(
      Members members,
      @Nullable Subscription before,
      Catalogue catalogue,
      UrlJudge urls,
      FieldErrors errors) {
    Optional<String> url = members.required("url", MAX_URL);
    if (url.isPresent() && (before == null || !url.get().equals(before.url()))) {
      urls.violations(url.get())
          .forEach(
              violation ->
                  errors.add("url", violation.code(), "This " + violation.message() + "."));
    }
    Set<String> sources = sources(members, errors);
    List<String> events = events(members, before, sources, catalogue, errors);
    return new WebhookForm(
        url.orElse(""),
        members.text("description", MAX_DESCRIPTION).orElse(""),
        events,
        sources,
        locations(members, errors),
        word(members, "payload_format", PayloadFormat::ofCode, "olympus, storekit", errors)
            .orElse(PayloadFormat.defaultFor(sources)),
        RulesForm.read(members, errors),
        signatures(members, errors),
        word(members, "status", Status::ofCode, "active, paused, disabled", errors)
            .orElse(Status.ACTIVE));
  }

  /** A new subscription. */
  Subscription create(String id, String tenantId, SigningKey key, Instant now) {
    return new Subscription(
        id,
        tenantId,
        url,
        description,
        events,
        sources,
        locations,
        payloadFormat,
        rules,
        status,
        status == Status.DISABLED ? DisabledReason.BY_HAND : null,
        signatures,
        List.of(key),
        now,
        now,
        1);
  }

  /** An existing one, changed to this, and without secrets that have expired. */
  Subscription change(Subscription before, Instant now) {
    DisabledReason reason = null;
    if (status == Status.DISABLED) {
      reason = before.disabledReason() == null ? DisabledReason.BY_HAND : before.disabledReason();
    }
    return new Subscription(
        before.id(),
        before.tenantId(),
        url,
        description,
        events,
        sources,
        locations,
        payloadFormat,
        rules,
        status,
        reason,
        signatures,
        before.liveKeys(now),
        before.createdAt(),
        now,
        before.version());
  }

  private static Set<String> sources(Members members, FieldErrors errors) {
    List<String> sources = members.texts("sources", MAX_ENTRIES);
    for (int i = 0; i < sources.size(); i++) {
      if (!Catalogue.SOURCES.contains(sources.get(i))) {
        errors.add(
            "sources[" + i + ']',
            "unknown_source",
            "This must be one of " + String.join(", ", Catalogue.SOURCES) + '.');
      }
    }
    return new LinkedHashSet<>(sources);
  }

  private static Set<SignatureScheme> signatures(Members members, FieldErrors errors) {
    if (members.isEmptyList("signatures")) {
      errors.add("signatures", "empty", "This must name at least one signature scheme.");
    }
    List<String> codes = members.texts("signatures", MAX_ENTRIES);
    Set<SignatureScheme> schemes = EnumSet.noneOf(SignatureScheme.class);
    for (int i = 0; i < codes.size(); i++) {
      Optional<SignatureScheme> scheme = SignatureScheme.ofCode(codes.get(i));
      scheme.ifPresent(schemes::add);
      if (scheme.isEmpty()) {
        errors.add("signatures[" + i + ']', "unknown_value", "This must be one of v1, v1a.");
      }
    }
    return schemes.isEmpty() ? Set.of(SignatureScheme.V1) : schemes;
  }

  private static Set<String> locations(Members members, FieldErrors errors) {
    List<String> locations = members.texts("locations", MAX_ENTRIES);
    for (int i = 0; i < locations.size(); i++) {
      Names.check("locations[" + i + ']', Optional.of(locations.get(i)), errors);
    }
    return new LinkedHashSet<>(locations);
  }

  private static List<String> events(
      Members members,
      @Nullable Subscription before,
      Set<String> sources,
      Catalogue catalogue,
      FieldErrors errors) {
    List<String> events = members.texts("events", MAX_ENTRIES);
    if (!members.has("events")) {
      errors.add("events", "required", "This field is required.");
    } else if (members.isEmptyList("events")) {
      errors.add("events", "empty", "This must name at least one event type or pattern.");
    }
    if (before != null && before.events().equals(events) && before.sources().equals(sources)) {
      return events;
    }
    // An unknown source is told by itself, not by every event that it does not have.
    boolean all = sources.isEmpty() || !Catalogue.SOURCES.containsAll(sources);
    Collection<String> wanted = all ? Catalogue.SOURCES : sources;
    for (int i = 0; i < events.size(); i++) {
      if (!catalogue.isKnown(events.get(i), wanted)) {
        errors.add(
            "events[" + i + ']',
            "unknown_event_type",
            catalogue.suggestions(events.get(i), wanted));
      }
    }
    return List.copyOf(new LinkedHashSet<>(events));
  }

  /** What a word means that must be one of a few; what is none of them is noted. */
  static <T> Optional<T> word(
      Members members,
      String name,
      Function<String, Optional<T>> meaning,
      String words,
      FieldErrors errors) {
    Optional<String> text = members.text(name, MAX_WORD);
    Optional<T> value = text.flatMap(meaning);
    if (text.isPresent() && value.isEmpty()) {
      errors.add(name, "unknown_value", "This must be one of " + words + '.');
    }
    return value;
  }
}
