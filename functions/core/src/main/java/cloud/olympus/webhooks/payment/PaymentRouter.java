package cloud.olympus.webhooks.payment;

import static cloud.olympus.webhooks.payment.Routing.Unroutable.OWNER_MISMATCH;
import static cloud.olympus.webhooks.payment.Routing.Unroutable.UNROUTABLE;

import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Event;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose a payment is. For a connected account the account map decides alone: its metadata is
 * written by the account's owner, who could name any tenant. The platform's own payments are known
 * from the first event that named their tenant. Thread-safe.
 */
public final class PaymentRouter {

  /** Reserved: nobody else's event has such an id, so nobody can plant an owner. */
  private static final String PROVIDER_IDS = "stripe_";

  private static final String PAYMENT_TYPES = "payment.";

  private final PaymentAccounts accounts;
  private final PaymentOwners owners;

  /** A router that looks in these maps. */
  public PaymentRouter(PaymentAccounts accounts, PaymentOwners owners) {
    this.accounts = accounts;
    this.owners = owners;
  }

  /**
   * The event that the payment becomes, or why it becomes none.
   *
   * @throws cloud.olympus.webhooks.event.Unavailable where a map cannot answer
   */
  public Routing route(UnroutedPayment payment) {
    String account = payment.account();
    return account == null ? byPayment(payment) : byAccount(payment, account);
  }

  /**
   * Remembers whose the payment of a delivered event is, so that a later dispute or failed refund,
   * which carries other metadata, is told to the same owner. Events that are about no provider's
   * payment are ignored. The first owner stays.
   *
   * @throws cloud.olympus.webhooks.event.Unavailable where the map cannot take it
   */
  public void remember(Event event, Instant now) {
    String paymentId = event.orderingKey();
    if (paymentId != null
        && EnvelopeReader.ID.matcher(paymentId).matches()
        && event.id().startsWith(PROVIDER_IDS)
        && event.type().startsWith(PAYMENT_TYPES)) {
      owners.remember(paymentId, new Owner(event.tenantId(), event.locationId()), now);
    }
  }

  private Routing byAccount(UnroutedPayment payment, String account) {
    Optional<Owner> found = accounts.find(account);
    if (found.isEmpty()) {
      return new Routing.Unroutable(UNROUTABLE, "no tenant is known for account " + account);
    }
    Owner owner = found.get();
    if (disagrees(payment.claimedTenantId(), owner.tenantId())) {
      return new Routing.Unroutable(
          OWNER_MISMATCH, "the metadata names another tenant than account " + account + " has");
    }
    if (owner.locationId() != null) {
      return disagrees(payment.claimedLocationId(), owner.locationId())
          ? new Routing.Unroutable(
              OWNER_MISMATCH,
              "the metadata names another location than account " + account + " has")
          : routed(payment, owner);
    }
    String claimed = payment.claimedLocationId();
    if (claimed == null) {
      return routed(payment, new Owner(owner.tenantId(), rememberedLocation(payment, owner)));
    }
    return EnvelopeReader.ID.matcher(claimed).matches()
        ? routed(payment, new Owner(owner.tenantId(), claimed))
        : new Routing.Unroutable(UNROUTABLE, "the metadata's location_id is not an id");
  }

  private Routing byPayment(UnroutedPayment payment) {
    return remembered(payment)
        .<Routing>map(owner -> routed(payment, owner))
        .orElseGet(
            () ->
                new Routing.Unroutable(
                    UNROUTABLE,
                    payment.paymentId() == null
                        ? "neither its metadata nor a payment names a tenant"
                        : "its metadata names no tenant and payment "
                            + payment.paymentId()
                            + " was not seen before"));
  }

  /** Where the tenant has several locations, a payment's later events belong to its first one's. */
  private @Nullable String rememberedLocation(UnroutedPayment payment, Owner owner) {
    return remembered(payment)
        .filter(first -> first.tenantId().equals(owner.tenantId()))
        .map(Owner::locationId)
        .orElse(null);
  }

  private Optional<Owner> remembered(UnroutedPayment payment) {
    String paymentId = payment.paymentId();
    return paymentId == null ? Optional.empty() : owners.find(paymentId);
  }

  private static boolean disagrees(@Nullable String claimed, String known) {
    return claimed != null && !claimed.equals(known);
  }

  private static Routing routed(UnroutedPayment payment, Owner owner) {
    return new Routing.Routed(
        new Event(
            owner.tenantId(),
            payment.eventId(),
            payment.type(),
            payment.source(),
            owner.locationId(),
            payment.timestamp(),
            payment.data(),
            payment.paymentId(),
            null,
            payment.test(),
            null));
  }
}
