package cloud.olympus.webhooks.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionsTest {

  private final Catalogue catalogue = Catalogue.load();

  @Test
  void canceledInOneSourceIsCancelledInTheOther() {
    assertEquals(
        "`order.canceled` is storekit's name; olympus calls it `order.cancelled`.",
        catalogue.suggestions("order.canceled", List.of("olympus")));
    assertEquals(
        "`order.cancelled` is olympus's name; storekit calls it `order.canceled`.",
        catalogue.suggestions("order.cancelled", List.of("storekit")));
  }

  @Test
  void aMisspeltCancellationNamesBothAndWhoseTheyAre() {
    assertEquals(
        "No event type is named `order.cancelld`. Did you mean `order.cancelled` (olympus) or"
            + " `order.canceled` (storekit)? `order.cancelled` is olympus's name; storekit calls"
            + " it `order.canceled`.",
        catalogue.suggestions("order.cancelld"));
  }

  @Test
  void anotherSpellingIsNotSpokenOfWhereItsSourceIsLeftOut() {
    assertEquals(
        "No event type is named `order.cancelld`. Did you mean `order.cancelled` (olympus)?",
        catalogue.suggestions("order.cancelld", List.of("olympus")));
  }

  @ParameterizedTest
  @CsvSource({
    "orders.created, order.created",
    "order.craeted, order.created",
    "Order.Created, order.created",
    "order.cancel, order.canceled",
    "reservation.canceled, reservation.cancelled",
    "payment.payout.created, payments.payout.created",
    "inventory.lowstock, inventory.low_stock",
    "printer.offline, printer.*",
    "order.flown, order.*",
    "orders.*, order.*",
    "order*, order.*",
    "order, order.*",
    "payment.dispute, payment.dispute.*",
    "payment.disputes.*, payment.dispute.*",
    "kds, kds.*",
    "ticket.bumped, kds.ticket.bumped",
    "low_stock, inventory.low_stock",
    "stripe, stripe.*",
  })
  void theNearestNameIsSuggested(String asked, String expected) {
    String message = catalogue.suggestions(asked);

    assertTrue(message.contains("Did you mean"), message);
    assertTrue(message.contains("`" + expected + "` ("), message);
  }

  @ParameterizedTest
  @CsvSource({
    "store.opened, '`store.opened` is a type of storekit, not of olympus.'",
    "store.*, '`store.*` matches types of storekit, not of olympus.'",
    "stripe.invoice.paid, '`stripe.invoice.paid` is a type of stripe, not of olympus.'",
    "order.created, '`order.created` is a type of olympus and storekit.'",
  })
  void aTypeOfAnotherSourceIsSaidToBeItsOwn(String asked, String expected) {
    assertEquals(expected, catalogue.suggestions(asked, List.of("olympus")));
  }

  @Test
  void aWildcardInTheWrongPlaceIsExplained() {
    assertEquals(
        "`*.created` is no pattern: a `*` stands alone, or last after a full stop as in `order.*`."
            + " All types are listed at /v1/event-types.",
        catalogue.suggestions("*.created", List.of("olympus")));
  }

  @Test
  void whoAsksForStripesOwnNameLearnsHowItIsPassedOn() {
    assertEquals(
        "No event type is named `payment_intent.succeeded`. All types are listed at"
            + " /v1/event-types. Stripe's own, where they are passed on, begin with `stripe.`.",
        catalogue.suggestions("payment_intent.succeeded"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "xyzzy", "*", "\"<script>", "ÿ.ÿ", "....", "*.*.*"})
  void anythingAtAllGetsAnAnswer(String asked) {
    assertTrue(catalogue.suggestions(asked).endsWith("."), asked);
  }

  @Test
  void theAnswerToAVeryLongNameIsShort() {
    assertTrue(catalogue.suggestions("order.".repeat(100_000)).length() < 200);
  }
}
