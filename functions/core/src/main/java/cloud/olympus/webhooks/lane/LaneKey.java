package cloud.olympus.webhooks.lane;

/**
 * The key of a lane: there is one for each subscription.
 *
 * @param tenantId owner
 * @param webhookId the subscription
 */
public record LaneKey(String tenantId, String webhookId) {}
