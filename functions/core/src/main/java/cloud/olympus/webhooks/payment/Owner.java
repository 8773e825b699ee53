package cloud.olympus.webhooks.payment;

import org.jspecify.annotations.Nullable;

/**
 * Whose payment it is.
 *
 * @param locationId null where it is the whole tenant's
 */
public record Owner(String tenantId, @Nullable String locationId) {}
