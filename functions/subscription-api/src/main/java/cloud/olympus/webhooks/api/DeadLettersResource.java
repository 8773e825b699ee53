package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * {@code /v1/dead-letters}: what came in and can never be delivered. A tenant sees its own, an
 * operator all, also those whose tenant nobody can tell.
 */
final class DeadLettersResource implements Resource {

  /** What a decoder writes for bytes that are no text. */
  private static final char NOT_UTF8 = '\ufffd';

  private final DeadLetters deadLetters;

  DeadLettersResource(DeadLetters deadLetters) {
    this.deadLetters = deadLetters;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/v1/dead-letters", allowed(Permissions.EVENTS_READ, this::list)));
  }

  private Reply list(Call call) {
    call.onlyQuery("limit", "cursor");
    Principal principal = call.principal();
    String tenantId = principal.isOperator() ? null : principal.tenantId();
    Pages pages =
        Pages.of(call, principal.tenantId(), "dead-letters", tenantId == null ? "all" : "own");
    boolean payload = principal.has(Permissions.PAYLOAD_READ);
    return pages.reply(
        (cursor, limit) -> deadLetters.list(tenantId, cursor, limit),
        letter -> json(letter, payload).toString());
  }

  private static JsonObject json(DeadLetter letter, boolean payload) {
    var json = new JsonObject();
    json.addProperty("id", letter.id());
    json.addProperty("reason", letter.reason());
    json.addProperty("detail", letter.detail());
    if (letter.tenantId() != null) {
      json.addProperty("tenant_id", letter.tenantId());
    }
    if (letter.eventId() != null) {
      json.addProperty("event_id", letter.eventId());
    }
    json.addProperty("at", letter.at().toString());
    if (payload) {
      String text = letter.bodyText();
      json.addProperty("body", text);
      if (text.indexOf(NOT_UTF8) >= 0) {
        json.addProperty("body_base64", letter.body());
      }
    }
    return json;
  }
}
