package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.EntityTag;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Preconditions;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code /v1/signing-keys}: the pairs that sign a tenant's requests by {@code v1a}. */
final class SigningKeysResource implements Resource {

  private static final String PATH = "/v1/signing-keys";

  private final KeyPairs keyPairs;
  private final IdempotentPosts posts;

  SigningKeysResource(KeyPairs keyPairs, IdempotentPosts posts) {
    this.keyPairs = keyPairs;
    this.posts = posts;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, allowed(Permissions.WEBHOOKS_READ, this::list)),
        Route.post(
            PATH + "/rotate", allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::rotate))));
  }

  /** All of them: they are few. */
  private Reply list(Call call) {
    TenantKeySet set = keyPairs.of(call.principal().tenantId());
    var data = new JsonArray();
    set.live(keyPairs.now()).forEach(key -> data.add(json(set, key)));
    var body = new JsonObject();
    body.add("data", data);
    body.add("next_cursor", JsonNull.INSTANCE);
    return Reply.json(200, body).withHeader("ETag", tag(set).toString());
  }

  private Reply rotate(Call call) {
    JsonObject json = call.body().length == 0 ? new JsonObject() : call.json();
    var errors = new FieldErrors();
    var members = new Members(json, Set.of("overlap_seconds"), errors);
    Duration overlap = SecretsResource.overlap(members);
    errors.throwIfAny();
    TenantKeySet after =
        keyPairs.rotate(call.principal().tenantId(), overlap, before -> check(call, before));
    TenantKey made = after.keys().getFirst();
    JsonObject body = json(after, made);
    body.addProperty("old_expires_at", made.createdAt().plus(overlap).toString());
    return Reply.json(200, body).withHeader("ETag", tag(after).toString());
  }

  private static void check(Call call, TenantKeySet before) {
    if (!call.headers("If-Match").isEmpty()) {
      Preconditions.requireMatch(call, tag(before));
    }
  }

  private static JsonObject json(TenantKeySet set, TenantKey key) {
    var json = new JsonObject();
    json.addProperty("id", set.id(key));
    json.addProperty("public_key", key.publicKey().toString());
    json.addProperty("created_at", key.createdAt().toString());
    if (key.expiresAt() != null) {
      json.addProperty("expires_at", key.expiresAt().toString());
    }
    return json;
  }

  private static EntityTag tag(TenantKeySet set) {
    return EntityTag.ofVersion(set.version());
  }
}
