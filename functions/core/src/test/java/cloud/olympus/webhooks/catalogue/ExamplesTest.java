package cloud.olympus.webhooks.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final Pattern TEXT_OR_SPACE = Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\")|\\s+");

  static Stream<EventType> types() {
    return CATALOGUE.all().stream();
  }

  static Stream<EventType> stripeTypes() {
    return types().filter(type -> type.source().equals("stripe"));
  }

  /** The payloads that storekit's documentation shows, one a line. */
  static Stream<String> shownPayloads() throws IOException {
    return text("storekit-shown.jsonl").lines();
  }

  private static String text(String path) throws IOException {
    try (InputStream bytes = Objects.requireNonNull(Catalogue.class.getResourceAsStream(path))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String withoutSpace(String json) {
    return TEXT_OR_SPACE
        .matcher(json)
        .replaceAll(found -> Matcher.quoteReplacement(Objects.toString(found.group(1), "")));
  }

  @ParameterizedTest
  @MethodSource("types")
  void anExampleIsAnObjectAndKeepsItsKeyOrderAndNumberText(EventType type) throws IOException {
    String written = text("examples/" + type.source() + "/" + type.exampleOf() + ".json");

    JsonObject example = type.example();

    assertFalse(example.isEmpty());
    assertEquals(withoutSpace(written), example.toString());
  }

  @ParameterizedTest
  @MethodSource("shownPayloads")
  void whatStorekitShowsIsGivenWordForWord(String payload) {
    String name = JsonParser.parseString(payload).getAsJsonObject().get("event").getAsString();
    EventType type = CATALOGUE.find("storekit", name).orElseThrow();

    assertEquals(payload, "{\"event\":\"" + name + "\",\"data\":" + type.example() + "}");
    assertFalse(type.inferred());
  }

  @Test
  void onlyWhatStorekitDoesNotShowIsInferred() {
    assertEquals(
        List.of(
            "order.rejected",
            "order.canceled",
            "order.out_for_delivery",
            "order.rating.updated",
            "order.refund.created",
            "bill.payment.created"),
        types()
            .filter(type -> type.source().equals("storekit") && type.inferred())
            .map(EventType::name)
            .toList());
    assertTrue(
        types().filter(type -> !type.source().equals("storekit")).allMatch(EventType::inferred));
  }

  @Test
  void anAcceptedOrderOfStorekitLooksLikeACreatedOne() {
    EventType accepted = CATALOGUE.find("storekit", "order.accepted").orElseThrow();
    EventType created = CATALOGUE.find("storekit", "order.created").orElseThrow();

    assertEquals(created.example(), accepted.example());
    assertFalse(accepted.inferred());
  }

  @ParameterizedTest
  @MethodSource("stripeTypes")
  void aPaymentOfStripeHasOurFieldsAndTheWholeObject(EventType type) {
    JsonObject data = type.example();

    assertEquals(
        List.of(
            "id",
            "amount",
            "currency",
            "status",
            "refunded_amount",
            "failure_code",
            "failure_message",
            "provider_object"),
        List.copyOf(data.keySet()));
    JsonObject whole = data.getAsJsonObject("provider_object");
    String payment =
        whole.get("object").getAsString().equals("payment_intent") ? "id" : "payment_intent";
    assertEquals(data.get("id"), whole.get(payment));
    assertEquals(data.get("amount"), whole.get("amount"));
    assertEquals(data.get("currency"), whole.get("currency"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void noExampleHoldsAnAddressOutsideTheReservedNames(EventType type) {
    String example = type.example().toString();

    assertFalse(example.contains("[email"), "a scraper's mark");
    assertEquals(
        List.of(),
        Pattern.compile("@[a-z.]+|https?://[a-z.]+")
            .matcher(example)
            .results()
            .map(found -> found.group())
            .filter(address -> !address.endsWith("example.com"))
            .toList());
  }

  @Test
  void anOrdersTotalIsTheSumOfItsParts() {
    for (EventType type : CATALOGUE.matching("order.*", List.of("olympus"))) {
      JsonObject order = type.example();
      int items = 0;
      for (var item : order.getAsJsonArray("items")) {
        JsonObject line = item.getAsJsonObject();
        items += line.get("price").getAsInt() * line.get("quantity").getAsInt();
      }
      assertEquals(order.get("subtotal").getAsInt(), items, type.name());
      assertEquals(order.get("total").getAsInt(), items + order.get("tip").getAsInt(), type.name());
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void eachExampleHasAnOrderingKey(EventType type) {
    assertTrue(type.orderingKeyOf(type.example()).isPresent(), () -> type.orderingKey().text());
  }

  @Test
  void theEventsOfOneOrderHaveOneKeyWhateverTheirShape() {
    var created = CATALOGUE.find("storekit", "order.created").orElseThrow();
    var ready = CATALOGUE.find("storekit", "order.ready_for_pickup").orElseThrow();
    JsonObject order = created.example();
    JsonObject moved = ready.example();
    moved.getAsJsonObject("order").add("id", order.get("id"));

    assertEquals(created.orderingKeyOf(order), ready.orderingKeyOf(moved));
  }

  @Test
  void aCallersChangeToAnExampleStaysItsOwn() {
    EventType type = CATALOGUE.find("olympus", "order.created").orElseThrow();
    JsonObject mine = type.example();
    mine.addProperty("code", "changed");

    assertNotSame(mine, type.example());
    assertEquals("A1B2", type.example().get("code").getAsString());
  }

  @Test
  void aTypeWithoutAnExampleSaysWhatIsMissing() {
    EventType type =
        new EventType(
            "olympus",
            "order.lost",
            "An order was lost",
            "orders",
            new JsonPointer("/id"),
            true,
            "order.lost");

    assertEquals(
        "The catalogue lacks examples/olympus/order.lost.json",
        assertThrows(IllegalStateException.class, type::example).getMessage());
  }
}
