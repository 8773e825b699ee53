package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.VerifyingKey;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;

/** The keys of a tenant as a column. */
final class TenantKeysJson {

  private TenantKeysJson() {}

  static String write(List<TenantKey> keys) {
    var array = new JsonArray();
    for (var key : keys) {
      var json = new JsonObject();
      json.addProperty("public", key.publicKey().toString());
      json.addProperty("sealed", key.sealed());
      json.addProperty("created_at", key.createdAt().toEpochMilli());
      if (key.expiresAt() != null) {
        json.addProperty("expires_at", key.expiresAt().toEpochMilli());
      }
      array.add(json);
    }
    return array.toString();
  }

  static List<TenantKey> read(String text) {
    return JsonParser.parseString(text).getAsJsonArray().asList().stream()
        .map(TenantKeysJson::key)
        .toList();
  }

  private static TenantKey key(JsonElement element) {
    var json = element.getAsJsonObject();
    JsonElement expiry = json.get("expires_at");
    return new TenantKey(
        VerifyingKey.parse(json.get("public").getAsString()).orElseThrow(),
        json.get("sealed").getAsString(),
        Instant.ofEpochMilli(json.get("created_at").getAsLong()),
        expiry == null ? null : Instant.ofEpochMilli(expiry.getAsLong()));
  }
}
