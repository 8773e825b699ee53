package cloud.olympus.webhooks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.lane.LaneKey;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryIdTest {

  @ParameterizedTest
  @CsvSource({"t,e,w,0", "tenant-1,evt_1,wh_abc,1", "-,_,--,2147483647"})
  void anIdIsReadBack(String tenant, String event, String webhook, int generation) {
    var id = new DeliveryId(tenant, event, webhook, generation);

    assertEquals(Optional.of(id), DeliveryId.parse(id.toString()));
    assertTrue(id.toString().matches("dlv_[A-Za-z0-9_-]+"), id.toString());
  }

  @Test
  void anIdKnowsItsEventAndItsLane() {
    var id = new DeliveryId("t", "e", "w", 0);

    assertEquals(new EventKey("t", "e"), id.event());
    assertEquals(new LaneKey("t", "w"), id.lane());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dlv_",
        "evt_dC5lLncuMA",
        "dlv_!!!!",
        "dlv_AAAA",
        "DLV_dC5lLncuMA",
        "dlv_dC5lLncuMA==",
        "dlv_é",
        " dlv_dC5lLncuMA",
        "dlv_dC5lLncuMB"
      })
  void rubbishIsNoId(String text) {
    assertTrue(DeliveryId.parse(text).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t.e.w",
        "t.e.w.0.0",
        "t.e.w.",
        "t.e.w.x",
        "t.e.w.00",
        "t.e.w.+1",
        "t.e.w.2147483648",
        ".e.w.0",
        "t..w.0",
        "t.e..0",
        "t/1.e.w.0",
        "t.e .w.0"
      })
  void whatDecodesToSomethingElseIsNoId(String plain) {
    String text =
        "dlv_" + Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));

    assertTrue(DeliveryId.parse(text).isEmpty());
  }

  @Test
  void aNegativeGenerationIsNoId() {
    assertTrue(DeliveryId.parse(new DeliveryId("t", "e", "w", -1).toString()).isEmpty());
  }
}
