package cloud.olympus.webhooks.event;

/**
 * Proof of a claim; conditional writes compare it.
 *
 * @param token meaningful only to the log that gave it
 */
public record ClaimToken(EventKey key, String token) {}
