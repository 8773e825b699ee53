package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Waker;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.KillSwitches.Scope;
import cloud.olympus.webhooks.subscription.KillSwitches.Switch;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/operator/kill-switch}: an operator stops what is sent to all, to one tenant or to one
 * endpoint, within two seconds and until it is taken back. What comes meanwhile is held.
 */
final class KillSwitchResource implements Resource {

  private static final String PATH = "/v1/operator/kill-switch";
  private static final int MAX_ID = 128;
  private static final int MAX_REASON = 500;
  private static final int PAGE = 250;

  private final KillSwitches switches;
  private final Subscriptions subscriptions;
  private final Waker waker;
  private final InstantSource clock;

  KillSwitchResource(
      KillSwitches switches, Subscriptions subscriptions, Waker waker, InstantSource clock) {
    this.switches = switches;
    this.subscriptions = subscriptions;
    this.waker = waker;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, allowed(Permissions.OPERATOR, this::list)),
        Route.put(PATH, allowed(Permissions.OPERATOR, this::put)),
        Route.delete(PATH, allowed(Permissions.OPERATOR, this::delete)));
  }

  private Reply list(Call call) {
    call.onlyQuery();
    var on = new JsonArray();
    switches.current().forEach(one -> on.add(json(one)));
    var json = new JsonObject();
    json.add("switches", on);
    return Reply.json(200, json);
  }

  /**
   * {@code {"tenant_id", "webhook_id", "reason"}}; without the first two it stops all, so nobody
   * does that without saying why.
   */
  private Reply put(Call call) {
    var errors = new FieldErrors();
    var members = new Members(call.json(), Set.of("tenant_id", "webhook_id", "reason"), errors);
    Optional<String> tenantId = members.text("tenant_id", MAX_ID);
    Optional<String> webhookId = members.text("webhook_id", MAX_ID);
    String reason = members.text("reason", MAX_REASON).orElse("");
    if (reason.isBlank()) {
      errors.add("reason", "required", "This says why, to whoever finds the switch on.");
    }
    Scope scope = scope(tenantId, webhookId, errors);
    errors.throwIfAny();
    var wanted = new Switch(scope, reason, clock.instant());
    if (!switches.put(wanted)) {
      throw ProblemException.conflict(
          "There are " + KillSwitches.MOST + " switches on already: stop more at once.");
    }
    return Reply.json(200, json(wanted));
  }

  /**
   * {@code ?tenant_id=&webhook_id=}. The lanes of one tenant are woken at once; with the switch for
   * all of them, each goes on within five minutes.
   */
  private Reply delete(Call call) {
    call.onlyQuery("tenant_id", "webhook_id");
    var errors = new FieldErrors();
    Scope scope = scope(call.query("tenant_id"), call.query("webhook_id"), errors);
    errors.throwIfAny();
    if (!switches.remove(scope)) {
      throw ProblemException.notFound("This switch is not on.");
    }
    wake(scope);
    return Reply.noContent();
  }

  private void wake(Scope scope) {
    String tenantId = scope.tenantId();
    String webhookId = scope.webhookId();
    if (tenantId == null) {
      return;
    }
    if (webhookId != null) {
      wake(tenantId, webhookId);
      return;
    }
    @Nullable String cursor = null;
    do {
      var page = subscriptions.list(tenantId, cursor, PAGE);
      page.items().forEach(subscription -> wake(tenantId, subscription.id()));
      cursor = page.next();
    } while (cursor != null);
  }

  private void wake(String tenantId, String webhookId) {
    waker.around(new LaneKey(tenantId, webhookId), () -> true);
  }

  private static Scope scope(
      Optional<String> tenantId, Optional<String> webhookId, FieldErrors errors) {
    Names.check("tenant_id", tenantId, errors);
    Names.check("webhook_id", webhookId, errors);
    if (tenantId.isEmpty() && webhookId.isPresent()) {
      errors.add("tenant_id", "required", "This says whose webhook it is.");
      return Scope.ALL;
    }
    return new Scope(tenantId.orElse(null), webhookId.orElse(null));
  }

  private static JsonObject json(Switch on) {
    var json = new JsonObject();
    if (on.scope().tenantId() != null) {
      json.addProperty("tenant_id", on.scope().tenantId());
    }
    if (on.scope().webhookId() != null) {
      json.addProperty("webhook_id", on.scope().webhookId());
    }
    json.addProperty("reason", on.reason());
    json.addProperty("since", on.since().toString());
    return json;
  }
}
