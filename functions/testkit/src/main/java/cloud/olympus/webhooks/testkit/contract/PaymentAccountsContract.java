package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.testkit.Samples;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link PaymentAccounts} must do. */
public abstract class PaymentAccountsContract {

  private final String account = Samples.fresh("acct");

  /** For subclasses. */
  protected PaymentAccountsContract() {}

  /** A store, which may hold what other tests left; always the same within a test. */
  protected abstract PaymentAccounts accounts();

  @Test
  void anAccountNobodyKnowsHasNoOwner() {
    assertTrue(accounts().find(account).isEmpty());
    assertFalse(accounts().delete(account));
  }

  @Test
  void theOwnerIsKeptWithAndWithoutALocation() {
    var owner = new Owner(Samples.fresh("tenant"), Samples.fresh("loc"));
    var whole = new Owner(Samples.fresh("tenant"), null);

    accounts().put(account, owner);
    assertEquals(Optional.of(owner), accounts().find(account));
    accounts().put(account, whole);
    assertEquals(Optional.of(whole), accounts().find(account));
  }

  @Test
  void aDeletedAccountIsForgotten() {
    accounts().put(account, new Owner(Samples.fresh("tenant"), null));

    assertTrue(accounts().delete(account));

    assertTrue(accounts().find(account).isEmpty());
    assertFalse(accounts().delete(account));
  }

  @Test
  void accountsAreApart() {
    var owner = new Owner(Samples.fresh("tenant"), null);
    accounts().put(account, owner);

    assertTrue(accounts().find(account + "x").isEmpty());
    assertFalse(accounts().delete(account + "x"));
    assertEquals(Optional.of(owner), accounts().find(account));
  }
}
