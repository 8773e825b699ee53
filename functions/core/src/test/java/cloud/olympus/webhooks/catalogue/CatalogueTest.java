package cloud.olympus.webhooks.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

  private final Catalogue catalogue = Catalogue.load();

  private List<String> namesOf(String source) {
    return catalogue.all().stream()
        .filter(type -> type.source().equals(source))
        .map(EventType::name)
        .toList();
  }

  @Test
  void theThirteenTypesOfOlympusAreThereAndFiveOfOurOwnOperation() {
    assertEquals(
        List.of(
            "order.created",
            "order.updated",
            "order.completed",
            "order.cancelled",
            "payment.captured",
            "payment.refunded",
            "payment.failed",
            "reservation.created",
            "reservation.updated",
            "reservation.cancelled",
            "inventory.low_stock",
            "kds.ticket.bumped",
            "table.status_changed",
            "webhook.failing",
            "webhook.disabled",
            "webhook.recovered",
            "delivery.exhausted",
            "delivery.expired"),
        namesOf("olympus"));
  }

  @Test
  void theSeventeenTypesOfStorekitAreThere() {
    assertEquals(
        List.of(
            "order.created",
            "order.accepted",
            "order.rejected",
            "order.canceled",
            "order.preparing",
            "order.ready_for_pickup",
            "order.out_for_delivery",
            "order.pos.dispatch.failed",
            "order.rating.updated",
            "order.refund.created",
            "store.opened",
            "store.closed",
            "store.opening_hours.updated",
            "payments.payout.created",
            "bill.payment.created",
            "printer.status.offline",
            "printer.status.online"),
        namesOf("storekit"));
  }

  @Test
  void everythingThatStripesEventsBecomeIsThere() {
    assertEquals(
        Set.of(
            "payment.captured",
            "payment.failed",
            "payment.refunded",
            "payment.dispute.created",
            "payment.dispute.updated",
            "payment.dispute.closed",
            "payment.dispute.funds_withdrawn",
            "payment.dispute.funds_reinstated",
            "payment.refund.failed"),
        Set.copyOf(namesOf("stripe")));
  }

  @Test
  void namesAreUniqueWithinASource() {
    for (String source : Catalogue.SOURCES) {
      List<String> names = namesOf(source);
      assertEquals(names.size(), new HashSet<>(names).size(), source);
    }
  }

  @Test
  void everyTypeHasADomainOfTheListAndADescription() {
    for (EventType type : catalogue.all()) {
      assertTrue(EventType.DOMAINS.contains(type.domain()), type.name());
      assertFalse(type.description().isBlank(), type.name());
    }
  }

  @Test
  void everyDomainHasAType() {
    assertEquals(
        Set.copyOf(EventType.DOMAINS),
        Set.copyOf(catalogue.all().stream().map(EventType::domain).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "olympus, order.created, orders, New order placed",
    "olympus, reservation.updated, reservations, Reservation modified",
    "olympus, inventory.low_stock, inventory, Item stock below threshold",
    "olympus, kds.ticket.bumped, kds, Kitchen ticket completed",
    "olympus, table.status_changed, tables, Table status updated",
    "olympus, payment.captured, payments, Payment successfully charged",
    "storekit, order.created, orders, Triggered when a new order is placed",
    "storekit, store.closed, stores, Triggered when a store closes or is snoozed",
    "storekit, bill.payment.created, payments, Triggered when a bill payment is created",
    "storekit, printer.status.online, printers, Triggered when a printer comes back online",
  })
  void aTypeIsDescribedInItsSourcesOwnWords(
      String source, String name, String domain, String description) {
    EventType type = catalogue.find(source, name).orElseThrow();

    assertEquals(domain, type.domain());
    assertEquals(description, type.description());
  }

  @Test
  void theSameNameInTwoSourcesIsTwoTypes() {
    List<EventType> both = catalogue.ofName("order.created");

    assertEquals(List.of("olympus", "storekit"), both.stream().map(EventType::source).toList());
    assertEquals(Optional.empty(), catalogue.find("stripe", "order.created"));
    assertEquals(List.of(), catalogue.ofName("order.flown"));
  }

  @ParameterizedTest
  @CsvSource({"olympus, order.created, orders", "stripe, stripe.invoice.paid, payments"})
  void aDomainIsKnownForListedAndForPassedThroughTypes(String source, String name, String domain) {
    assertEquals(Optional.of(domain), catalogue.domainOf(source, name));
  }

  @ParameterizedTest
  @CsvSource({
    "olympus, stripe.invoice.paid",
    "olympus, order.canceled",
    "elsewhere, order.created"
  })
  void aTypeOfAnotherSourceHasNoDomain(String source, String name) {
    assertEquals(Optional.empty(), catalogue.domainOf(source, name));
  }

  @Test
  void aTypeWithADomainOfItsOwnInventionIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new EventType(
                "olympus",
                "cat.fed",
                "A cat was fed",
                "cats",
                new JsonPointer("/id"),
                true,
                "cat.fed"));
  }
}
