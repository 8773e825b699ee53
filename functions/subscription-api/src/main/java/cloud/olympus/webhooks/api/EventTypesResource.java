package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.catalogue.EventType;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /v1/event-types}: the catalogue, for every caller who has a token. */
final class EventTypesResource implements Resource {

  private static final String ALL = "/v1/event-types";

  private final Catalogue catalogue;

  EventTypesResource(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(ALL, this::list), Route.get(ALL + "/{source}/{type}", this::get));
  }

  private Reply list(Call call) {
    call.onlyQuery("source", "domain", "limit", "cursor");
    String source = call.query("source").orElse("");
    String domain = call.query("domain").orElse("");
    check("source", source, Catalogue.SOURCES);
    check("domain", domain, EventType.DOMAINS);
    List<EventType> types =
        catalogue.all().stream()
            .filter(type -> source.isEmpty() || type.source().equals(source))
            .filter(type -> domain.isEmpty() || type.domain().equals(domain))
            .toList();
    Pages pages = Pages.of(call, "event-types", source, domain);
    return pages.reply(
        (cursor, limit) -> portion(types, cursor, limit), type -> json(type).toString());
  }

  private static Page<EventType> portion(
      List<EventType> types, @Nullable String cursor, int limit) {
    int from = cursor == null ? 0 : Objects.checkIndex(Integer.parseInt(cursor), types.size());
    int to = Math.min(types.size(), from + limit);
    return new Page<>(types.subList(from, to), to < types.size() ? Integer.toString(to) : null);
  }

  private Reply get(Call call) {
    String source = call.variable("source");
    String name = call.variable("type");
    EventType type =
        catalogue
            .find(source, name)
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        Catalogue.SOURCES.contains(source)
                            ? catalogue.suggestions(name, List.of(source))
                            : "There is no source of this name."));
    JsonObject json = json(type);
    json.add("example", type.example());
    return Reply.json(200, json);
  }

  private static JsonObject json(EventType type) {
    var json = new JsonObject();
    json.addProperty("source", type.source());
    json.addProperty("type", type.name());
    json.addProperty("description", type.description());
    json.addProperty("domain", type.domain());
    json.addProperty("ordering_key", type.orderingKey().text());
    json.addProperty("inferred", type.inferred());
    return json;
  }

  private static void check(String parameter, String value, List<String> known) {
    if (!value.isEmpty() && !known.contains(value)) {
      throw ProblemException.invalid(
          parameter, "unknown_value", "This must be one of " + String.join(", ", known) + '.');
    }
  }
}
