package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.payment.Owner;
import cloud.olympus.webhooks.payment.PaymentOwners;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link PaymentOwners} must do. */
public abstract class PaymentOwnersContract {

  private final TestClock clock = new TestClock();
  private final String payment = Samples.fresh("pi");

  /** For subclasses. */
  protected PaymentOwnersContract() {}

  /** A store, which may hold what other tests left; always the same within a test. */
  protected abstract PaymentOwners owners();

  @Test
  void aPaymentNobodySawHasNoOwner() {
    assertTrue(owners().find(payment).isEmpty());
  }

  @Test
  void theFirstOwnerStays() {
    var first = new Owner(Samples.fresh("tenant"), Samples.fresh("loc"));

    owners().remember(payment, first, clock.instant());
    owners().remember(payment, new Owner(Samples.fresh("tenant"), null), clock.instant());

    assertEquals(Optional.of(first), owners().find(payment));
  }

  @Test
  void anOwnerIsRememberedForMoreThanAYear() {
    var owner = new Owner(Samples.fresh("tenant"), null);
    owners().remember(payment, owner, clock.instant());
    clock.advance(Duration.ofDays(399));

    owners().remember(payment, new Owner(Samples.fresh("tenant"), null), clock.instant());

    assertEquals(Optional.of(owner), owners().find(payment));
  }

  @Test
  void ofManyWhoRememberAtOnceOneWins() {
    var seen =
        Crowd.all(
            16,
            () -> {
              owners().remember(payment, new Owner(Samples.fresh("tenant"), null), clock.instant());
              return owners().find(payment);
            });

    assertEquals(1, seen.stream().distinct().count());
    assertTrue(seen.getFirst().isPresent());
  }
}
