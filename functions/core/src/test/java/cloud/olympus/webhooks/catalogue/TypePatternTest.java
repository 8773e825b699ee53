package cloud.olympus.webhooks.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {

  private final Catalogue catalogue = Catalogue.load();

  @ParameterizedTest
  @CsvSource({
    "*, order.created, true",
    "*, anything, true",
    "order.*, order.created, true",
    "order.*, order.pos.dispatch.failed, true",
    "order.*, order, false",
    "order.*, orders.created, false",
    "order.*, Order.created, false",
    "order.pos.*, order.created, false",
    "order.created, order.created, true",
    "order.created, order.created.twice, false",
    "stripe.*, stripe.v2.core.account[configuration.customer].updated, true",
  })
  void aPatternTakesATypeOrLeavesIt(String pattern, String type, boolean taken) {
    assertEquals(taken, new TypePattern(pattern).matches(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "order.",
        ".created",
        "order..created",
        "*.created",
        "order.*.created",
        "ord*",
        "**",
        "*.*",
        "order created",
        "order.created\n",
        "commande.créée"
      })
  void whatIsNoPatternIsRefusedAndMatchesNothing(String text) {
    assertFalse(TypePattern.isWellFormed(text));
    assertThrows(IllegalArgumentException.class, () -> new TypePattern(text));
    assertEquals(List.of(), catalogue.matching(text));
    assertFalse(catalogue.isKnown(text));
  }

  @Test
  void aPatternOfAHundredThousandSegmentsIsRefusedWithoutHarm() {
    assertFalse(TypePattern.isWellFormed("a" + ".a".repeat(100_000)));
  }

  @Test
  void aStarAloneMatchesTheWholeCatalogue() {
    assertEquals(catalogue.all(), catalogue.matching("*"));
  }

  @Test
  void aWildcardMatchesOverAllSourcesOrOverTheChosen() {
    assertEquals(14, catalogue.matching("order.*").size());
    assertEquals(4, catalogue.matching("order.*", List.of("olympus")).size());
    assertEquals(5, catalogue.matching("payment.dispute.*").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "order.*",
        "order.created",
        "order.canceled",
        "delivery.*",
        "stripe.*",
        "stripe.charge.*",
        "stripe.invoice.paid"
      })
  void whatCanComeIsKnown(String pattern) {
    assertTrue(catalogue.isKnown(pattern));
  }

  @ParameterizedTest
  @ValueSource(strings = {"order", "orders.*", "order.flown", "Order.created", "stripe", "stripe."})
  void whatCannotComeIsUnknown(String pattern) {
    assertFalse(catalogue.isKnown(pattern));
  }

  @Test
  void aTypeOfASourceThatIsLeftOutIsUnknown() {
    assertFalse(catalogue.isKnown("order.canceled", List.of("olympus")));
    assertFalse(catalogue.isKnown("stripe.*", List.of("olympus", "storekit")));
    assertTrue(catalogue.isKnown("stripe.*", List.of("stripe")));
  }
}
