package cloud.olympus.webhooks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.Unavailable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaymentRouterTest {

  private static final Instant NOW = Instant.parse("2026-02-19T15:30:00Z");

  private final Map<String, Owner> accounts = new HashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();
  private final PaymentRouter router = new PaymentRouter(new Accounts(), new Owners());

  @Test
  void anAccountsPaymentBelongsToTheAccountsTenant() {
    accounts.put("acct_1", new Owner("tenant-1", "location-1"));

    Event event = routed(payment("acct_1", "pi_1", null, null));

    assertEquals(
        new Event(
            "tenant-1",
            "stripe_evt_1",
            "payment.captured",
            "stripe",
            "location-1",
            "2026-02-19T15:30:00Z",
            "{\"id\":\"pi_1\"}",
            "pi_1",
            null,
            true,
            null),
        event);
  }

  @Test
  void metadataThatAgreesWithTheAccountChangesNothing() {
    accounts.put("acct_1", new Owner("tenant-1", "location-1"));

    Event event = routed(payment("acct_1", "pi_1", "tenant-1", "location-1"));

    assertEquals("tenant-1", event.tenantId());
    assertEquals("location-1", event.locationId());
  }

  @Test
  void metadataThatNamesAnotherTenantThanTheAccountHasIsUnroutable() {
    accounts.put("acct_1", new Owner("tenant-1", null));

    assertEquals("owner_mismatch", refused(payment("acct_1", "pi_1", "tenant-2", null)));
  }

  @Test
  void metadataThatNamesAnotherLocationThanTheAccountHasIsUnroutable() {
    accounts.put("acct_1", new Owner("tenant-1", "location-1"));

    assertEquals("owner_mismatch", refused(payment("acct_1", "pi_1", "tenant-1", "location-2")));
  }

  @Test
  void aTenantOfSeveralLocationsNamesTheOneInItsMetadata() {
    accounts.put("acct_1", new Owner("tenant-1", null));

    assertEquals(
        "location-2", routed(payment("acct_1", "pi_1", "tenant-1", "location-2")).locationId());
  }

  @Test
  void aLocationThatIsNoIdIsUnroutable() {
    accounts.put("acct_1", new Owner("tenant-1", null));

    assertEquals("unroutable", refused(payment("acct_1", "pi_1", null, "(not an id)")));
  }

  @Test
  void aLaterEventOfAnAccountKeepsThePaymentsLocation() {
    accounts.put("acct_1", new Owner("tenant-1", null));
    owners.put("pi_1", new Owner("tenant-1", "location-2"));

    assertEquals("location-2", routed(payment("acct_1", "pi_1", null, null)).locationId());
  }

  @Test
  void aLocationRememberedForAnotherTenantIsNotTaken() {
    accounts.put("acct_1", new Owner("tenant-1", null));
    owners.put("pi_1", new Owner("tenant-2", "location-2"));

    Event event = routed(payment("acct_1", "pi_1", null, null));

    assertEquals("tenant-1", event.tenantId());
    assertEquals(null, event.locationId());
  }

  @Test
  void anUnknownAccountIsUnroutableWhateverItsMetadataAndPaymentSay() {
    owners.put("pi_1", new Owner("tenant-1", null));

    assertEquals("unroutable", refused(payment("acct_9", "pi_1", "tenant-1", null)));
  }

  @Test
  void thePlatformsOwnPaymentBelongsToWhomItWasFirstSeenWith() {
    owners.put("pi_1", new Owner("tenant-1", "location-1"));

    Event event = routed(payment(null, "pi_1", null, null));

    assertEquals("tenant-1", event.tenantId());
    assertEquals("location-1", event.locationId());
  }

  @Test
  void thePlatformsOwnPaymentThatWasNeverSeenIsUnroutable() {
    assertEquals("unroutable", refused(payment(null, "pi_1", null, null)));
    assertEquals("unroutable", refused(payment(null, null, null, null)));
  }

  @Test
  void aDetailNeverEchoesMetadata() {
    accounts.put("acct_1", new Owner("tenant-1", null));

    var unroutable =
        assertInstanceOf(
            Routing.Unroutable.class, router.route(payment("acct_1", "pi_1", "tenant-2", null)));

    assertTrue(unroutable.detail().contains("acct_1"), unroutable.detail());
    assertTrue(!unroutable.detail().contains("tenant-2"), unroutable.detail());
  }

  @Test
  void aPaymentIsRememberedForItsDispute() {
    router.remember(event("stripe_evt_1", "payment.captured", "tenant-1"), NOW);
    router.remember(event("stripe_evt_2", "payment.captured", "tenant-2"), NOW);

    assertEquals("tenant-1", routed(payment(null, "pi_1", null, null)).tenantId());
  }

  @Test
  void anEventThatIsNotTheProvidersOwnIsNotRemembered() {
    router.remember(event("evt_1", "payment.captured", "tenant-1"), NOW);
    router.remember(event("stripe_evt_1", "stripe.plan.created", "tenant-1"), NOW);

    assertEquals(Map.of(), owners);
  }

  @Test
  void anOrderingKeyThatIsNoPaymentsIdIsNotRemembered() {
    router.remember(
        event("stripe_evt_1", "payment.captured", "tenant-1").inOrderOf("table/5"), NOW);

    assertEquals(Map.of(), owners);
  }

  @Test
  void aMapThatCannotAnswerIsNoAnswer() {
    PaymentOwners broken =
        new PaymentOwners() {
          @Override
          public Optional<Owner> find(String paymentId) {
            throw new Unavailable("frozen");
          }

          @Override
          public void remember(String paymentId, Owner owner, Instant now) {
            throw new Unavailable("frozen");
          }
        };
    var router = new PaymentRouter(new Accounts(), broken);

    assertThrows(Unavailable.class, () -> router.route(payment(null, "pi_1", null, null)));
  }

  private Event routed(UnroutedPayment payment) {
    return assertInstanceOf(Routing.Routed.class, router.route(payment)).event();
  }

  private String refused(UnroutedPayment payment) {
    return assertInstanceOf(Routing.Unroutable.class, router.route(payment)).reason();
  }

  private static UnroutedPayment payment(
      @Nullable String account,
      @Nullable String paymentId,
      @Nullable String tenant,
      @Nullable String location) {
    return new UnroutedPayment(
        "stripe_evt_1",
        "payment.captured",
        "stripe",
        "2026-02-19T15:30:00Z",
        "{\"id\":\"pi_1\"}",
        true,
        account,
        paymentId,
        tenant,
        location);
  }

  private static Event event(String id, String type, String tenant) {
    return new Event(
        tenant, id, type, "stripe", null, "2026-02-19T15:30:00Z", "{}", "pi_1", null, false, null);
  }

  private final class Accounts implements PaymentAccounts {
    @Override
    public Optional<Owner> find(String account) {
      return Optional.ofNullable(accounts.get(account));
    }

    @Override
    public void put(String account, Owner owner) {
      accounts.put(account, owner);
    }

    @Override
    public boolean delete(String account) {
      return accounts.remove(account) != null;
    }
  }

  private final class Owners implements PaymentOwners {
    @Override
    public Optional<Owner> find(String paymentId) {
      return Optional.ofNullable(owners.get(paymentId));
    }

    @Override
    public void remember(String paymentId, Owner owner, Instant now) {
      owners.putIfAbsent(paymentId, owner);
    }
  }
}
