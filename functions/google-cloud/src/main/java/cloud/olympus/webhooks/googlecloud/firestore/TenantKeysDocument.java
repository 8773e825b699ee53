package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.VerifyingKey;
import com.google.cloud.firestore.CollectionReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.Firestore;
import java.util.HashMap;
import java.util.Map;

/**
 * The document of a tenant's Ed25519 keys, under the tenant's handle. It has no end: a tenant has
 * one, for as long as it is a tenant.
 *
 * @param writer nonce of the latest write
 */
record TenantKeysDocument(TenantKeySet set, String writer) {

  private static final long SCHEMA_VERSION = 1;

  static CollectionReference collection(Firestore firestore) {
    return firestore.collection("signing_keys");
  }

  static TenantKeysDocument of(DocumentSnapshot snapshot) {
    var fields = Fields.of(snapshot);
    var keys = fields.each("keys").stream().map(TenantKeysDocument::key).toList();
    return new TenantKeysDocument(
        new TenantKeySet(fields.text("tenant"), keys, fields.number("version")),
        fields.text("writer"));
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    fields.put("schema_version", SCHEMA_VERSION);
    fields.put("tenant", set.tenantId());
    fields.put("keys", set.keys().stream().map(TenantKeysDocument::fields).toList());
    fields.put("version", set.version());
    fields.put("writer", writer);
    return fields;
  }

  private static Map<String, Object> fields(TenantKey key) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("public", key.publicKey().toString());
    fields.put("sealed", key.sealed());
    fields.put("created_at", Fields.timestamp(key.createdAt()));
    fields.put("expires_at", Fields.timestampOrNull(key.expiresAt()));
    return fields;
  }

  private static TenantKey key(Fields fields) {
    return new TenantKey(
        VerifyingKey.parse(fields.text("public")).orElseThrow(),
        fields.text("sealed"),
        fields.instant("created_at"),
        fields.optionalInstant("expires_at").orElse(null));
  }
}
