package cloud.olympus.webhooks.event;

/**
 * The key of an event in every store: an id is unique only within its tenant.
 *
 * @param tenantId owner
 * @param id the producer's id
 */
public record EventKey(String tenantId, String id) {

  /**
   * The {@code webhook-id} that receivers see: {@code msg_} and 26 characters derived from tenant
   * and id. One URL may serve many tenants and drops what it has seen, so this is unique over all
   * of them, the same on every attempt, and without a full stop, which would make the signed text
   * ambiguous (Standard Webhooks 1.0, "Signature scheme").
   */
  public String messageId() {
    return "msg_" + Digests.base32(Digests.sha256(tenantId + '.' + id), 26);
  }
}
