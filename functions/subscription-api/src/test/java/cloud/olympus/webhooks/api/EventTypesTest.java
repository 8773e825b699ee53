package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.web.Cursors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypesTest {

  private final TestApi api = new TestApi();
  private final TestApi.Caller caller = api.caller("trattoria", Set.of(), Set.of());

  @Test
  void everyTypeIsListedForEveryTokenPageByPage() throws Exception {
    List<String> listed = new ArrayList<>();
    String next = "";
    while (next != null) {
      var page = caller.get("/v1/event-types?limit=10&cursor=" + next);
      var sources = TestApi.each(page, "source");
      var types = TestApi.each(page, "type");
      for (int i = 0; i < types.size(); i++) {
        listed.add(sources.get(i) + ' ' + types.get(i));
      }
      var cursor = page.json().get("next_cursor");
      next = cursor.isJsonNull() ? null : cursor.getAsString();
    }

    assertEquals(
        Catalogue.load().all().stream().map(type -> type.source() + ' ' + type.name()).toList(),
        listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "99999", "99999999999"})
  void aCursorThatSomebodyMadeUpIsRefused(String place) throws Exception {
    String cursor = Cursors.of("event-types", "", "").encode(place);

    assertEquals(400, caller.get("/v1/event-types?cursor=" + cursor).status());
  }

  @Test
  void theListCanBeNarrowed() throws Exception {
    assertEquals(
        List.of("printer.status.offline", "printer.status.online"),
        TestApi.each(caller.get("/v1/event-types?domain=printers"), "type"));
    assertEquals(
        Set.of("storekit"),
        Set.copyOf(TestApi.each(caller.get("/v1/event-types?source=storekit"), "source")));
    assertEquals(400, caller.get("/v1/event-types?domain=cars").status());
    assertEquals(400, caller.get("/v1/event-types?source=sap").status());
  }

  @Test
  void oneIsShownWithItsExample() throws Exception {
    var type = caller.get("/v1/event-types/storekit/order.created").json();

    assertEquals("orders", type.get("domain").getAsString());
    assertEquals("A1B2", type.getAsJsonObject("example").get("code").getAsString());
  }

  @Test
  void aTypeOfAnotherSourceIsNotFoundAndExplained() throws Exception {
    var response = caller.get("/v1/event-types/olympus/order.canceled");

    assertEquals(404, response.status());
    assertTrue(response.text().contains("order.cancelled"), response.text());
    assertEquals(404, caller.get("/v1/event-types/sap/order.created").status());
  }
}
