package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentOwners;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The owners of payments in memory; no test lasts 400 days. */
public final class InMemoryPaymentOwners implements PaymentOwners {

  private final Map<String, Owner> owners = new ConcurrentHashMap<>();

  /** No payments. */
  public InMemoryPaymentOwners() {}

  @Override
  public Optional<Owner> find(String paymentId) {
    return Optional.ofNullable(owners.get(paymentId));
  }

  @Override
  public void remember(String paymentId, Owner owner, Instant now) {
    owners.putIfAbsent(paymentId, owner);
  }
}
