package cloud.olympus.webhooks.catalogue;

import cloud.olympus.webhooks.event.Event;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;

/**
 * One type of event. Source and name together are its key: two sources use the same name for
 * different shapes.
 *
 * @param source who defines the type: one of {@link Catalogue#SOURCES}
 * @param name as it stands in an envelope, such as {@code order.created}
 * @param description one sentence for people; the source's own words where it has some
 * @param domain one of {@link #DOMAINS}: used for attributes, channels and pages alike
 * @param orderingKey where {@code data} has what its events are ordered by, unless their producer
 *     says otherwise
 * @param inferred whether the example was composed here because the source shows none
 * @param exampleOf the type of the same source whose example this is, mostly its own name
 */
public record EventType(
    String source,
    String name,
    String description,
    String domain,
    JsonPointer orderingKey,
    boolean inferred,
    String exampleOf) {

  /** The domains that a type may declare; {@code webhooks} is for our own operation. */
  public static final List<String> DOMAINS =
      List.of(
          "orders",
          "payments",
          "reservations",
          "inventory",
          "kds",
          "tables",
          "stores",
          "printers",
          "webhooks");

  /**
   * @throws IllegalArgumentException if the domain is none of {@link #DOMAINS} or a text is blank
   */
  public EventType {
    if (!DOMAINS.contains(domain)) {
      throw new IllegalArgumentException("No domain of the catalogue: " + domain);
    }
    if (source.isBlank() || name.isBlank() || description.isBlank() || exampleOf.isBlank()) {
      throw new IllegalArgumentException("An event type with a blank text: " + name);
    }
  }

  /**
   * The ordering key of an event of this type; empty where its data has none, or one that is no
   * text or number of {@link Event#MAX_TEXT} characters at most.
   */
  public Optional<String> orderingKeyOf(JsonObject data) {
    return orderingKey
        .find(data)
        .filter(found -> found instanceof JsonPrimitive value && !value.isBoolean())
        .map(JsonElement::getAsString)
        .filter(key -> !key.isEmpty() && key.length() <= Event.MAX_TEXT);
  }

  /**
   * What an envelope's {@code data} looks like. Read when asked for, since a cold start needs none;
   * each call answers a copy that the caller may change. Numbers keep their text.
   *
   * @throws IllegalStateException if the catalogue holds no example for this type
   */
  public JsonObject example() {
    return JsonResource.read("examples/" + source + "/" + exampleOf + ".json");
  }
}
