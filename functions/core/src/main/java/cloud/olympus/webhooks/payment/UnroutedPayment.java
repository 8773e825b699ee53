package cloud.olympus.webhooks.payment;

import org.jspecify.annotations.Nullable;

/**
 * A payment event whose tenant its publisher could not tell; the forwarder looks it up.
 *
 * @param eventId the id that the event will have
 * @param type the event type that it will have
 * @param source for example {@code stripe}
 * @param timestamp RFC 3339
 * @param data JSON object text
 * @param test whether the provider's test mode made it
 * @param account the connected account that it happened in, null for the platform's own
 * @param paymentId the provider's payment, for example a payment intent, null where it names none
 * @param claimedTenantId whom the object's metadata names, null where nobody; the account's owner
 *     writes it, so it may not overrule the account's tenant
 * @param claimedLocationId likewise
 */
public record UnroutedPayment(
    String eventId,
    String type,
    String source,
    String timestamp,
    String data,
    boolean test,
    @Nullable String account,
    @Nullable String paymentId,
    @Nullable String claimedTenantId,
    @Nullable String claimedLocationId) {}
