package cloud.olympus.webhooks.stripe;

import cloud.olympus.webhooks.event.EnvelopeReader;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Whom an object's metadata names.
 *
 * @param tenantId null where nobody, {@link #NO_ID} where it is no id
 * @param locationId likewise
 */
record Claims(@Nullable String tenantId, @Nullable String locationId) {

  /** Stands for a claim that cannot be anybody's, so that it still disagrees with everybody. */
  static final String NO_ID = "(not an id)";

  /** The claims in an object's {@code metadata}. */
  static Claims of(JsonObject object) {
    JsonObject metadata = Members.object(object, "metadata");
    return metadata == null
        ? new Claims(null, null)
        : new Claims(claim(metadata, "tenant_id"), claim(metadata, "location_id"));
  }

  /** The tenant, where it is named by an id and its location is not named by anything else. */
  @Nullable String owner() {
    return NO_ID.equals(tenantId) || NO_ID.equals(locationId) ? null : tenantId;
  }

  private static @Nullable String claim(JsonObject metadata, String name) {
    JsonElement value = metadata.get(name);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    String text = Members.text(metadata, name);
    return text != null && EnvelopeReader.ID.matcher(text).matches() ? text : NO_ID;
  }
}
