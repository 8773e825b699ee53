package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.EntityTag;
import cloud.olympus.webhooks.web.Preconditions;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Public keys as JWK sets (RFC 7517, RFC 8037), for anybody: of the keys that are named, of a
 * tenant, or of all tenants where they are not too many. What is not known is an empty set: nothing
 * tells a tenant without keys from one that does not exist.
 */
final class JwksResource {

  private static final String ALL = "/.well-known/jwks.json";
  private static final String ONE = "/.well-known/tenants/{tenant}/jwks.json";
  private static final String KEY_ID = "kid";

  /** As many as sign at once. */
  private static final int MOST_IDS = SecretsResource.MAX_LIVE;

  private static final Pattern ID = Pattern.compile("([0-9a-f]{32})\\.[0-9a-f]{32}");
  private static final String CACHED = "public, max-age=60";

  private final KeyPairs keyPairs;

  JwksResource(KeyPairs keyPairs) {
    this.keyPairs = keyPairs;
  }

  List<Route> routes() {
    return List.of(Route.get(ALL, this::all), Route.get(ONE, this::ofTenant));
  }

  private Reply all(Call call) {
    call.onlyQuery(KEY_ID);
    Set<String> ids = new HashSet<>(call.queries(KEY_ID));
    if (ids.size() > MOST_IDS) {
      throw ProblemException.invalid(
          KEY_ID, "too_many", "At most " + MOST_IDS + " keys can be named at once.");
    }
    if (ids.isEmpty()) {
      return reply(call, keyPairs.all(), ids);
    }
    Stream<String> handles = ids.stream().flatMap(id -> handle(id).stream()).distinct().sorted();
    return reply(call, handles.flatMap(handle -> keyPairs.find(handle).stream()).toList(), ids);
  }

  private static Optional<String> handle(String id) {
    var matcher = ID.matcher(id);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private Reply ofTenant(Call call) {
    return reply(call, List.of(keyPairs.of(call.variable("tenant"))), Set.of());
  }

  /**
   * The keys of these sets.
   *
   * @param ids those of these ids alone; empty for all
   */
  private Reply reply(Call call, Collection<TenantKeySet> sets, Set<String> ids) {
    var keys = new JsonArray();
    for (TenantKeySet set : sets) {
      for (TenantKey key : set.published(keyPairs.now())) {
        if (ids.isEmpty() || ids.contains(set.id(key))) {
          keys.add(jwk(set, key));
        }
      }
    }
    var body = new JsonObject();
    body.add("keys", keys);
    var tag = new EntityTag(Digests.base32(Digests.sha256(body.toString()), 26));
    Reply reply =
        Preconditions.isFresh(call, tag)
            ? Reply.empty(304)
            : Reply.of(200, "application/jwk-set+json", body.toString());
    return reply.withHeader("ETag", tag.toString()).withHeader("Cache-Control", CACHED);
  }

  private static JsonObject jwk(TenantKeySet set, TenantKey key) {
    byte[] x = key.publicKey().bytes();
    var json = new JsonObject();
    json.addProperty("kty", "OKP");
    json.addProperty("crv", "Ed25519");
    json.addProperty("x", Base64.getUrlEncoder().withoutPadding().encodeToString(x));
    json.addProperty("kid", set.id(key));
    json.addProperty("use", "sig");
    json.addProperty("alg", "EdDSA");
    json.addProperty("whpk", key.publicKey().toString());
    return json;
  }
}
