package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The account map in memory. */
public final class InMemoryPaymentAccounts implements PaymentAccounts {

  private final Map<String, Owner> owners = new ConcurrentHashMap<>();

  /** No accounts. */
  public InMemoryPaymentAccounts() {}

  @Override
  public Optional<Owner> find(String account) {
    return Optional.ofNullable(owners.get(account));
  }

  @Override
  public void put(String account, Owner owner) {
    owners.put(account, owner);
  }

  @Override
  public boolean delete(String account) {
    return owners.remove(account) != null;
  }
}
