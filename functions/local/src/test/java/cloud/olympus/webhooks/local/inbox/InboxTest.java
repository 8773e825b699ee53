package cloud.olympus.webhooks.local.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.memory.InMemorySubscriptions;
import cloud.olympus.webhooks.testkit.memory.InMemoryVault;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {

  private final Inbox inbox =
      new Inbox(
          new InMemorySubscriptions(),
          new InMemoryVault(),
          new TestClock(),
          () -> 1L,
          (_, _, _, _) -> {});

  @Test
  void theNewestIsFirst() throws Exception {
    receive("till");
    receive("kitchen");
    receive("till");

    var list = get("/dev/inbox");

    assertEquals(3, list.json().get("received").getAsInt());
    assertEquals(List.of("3 till", "2 kitchen", "1 till"), shown(list));
  }

  @Test
  void oneInboxIsShownByItsName() throws Exception {
    receive("till");
    receive("kitchen");
    receive("till");

    var list = get("/dev/inbox/till");

    assertEquals(2, list.json().get("received").getAsInt());
    assertEquals(List.of("3 till", "1 till"), shown(list));
    assertEquals(List.of(), shown(get("/dev/inbox/other")));
  }

  @Test
  void whatIsForgottenIsCountedNoMore() throws Exception {
    receive("till");
    serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json("{\"status\":500}"), 204);

    serve(InMemoryRequest.of("DELETE", "/dev/inbox"), 204);

    assertEquals(0, get("/dev/inbox").json().get("received").getAsInt());
    receive("till");
    assertEquals(List.of("1 till"), shown(get("/dev/inbox")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"500\"}",
        "{\"status\":600}",
        "{\"status\":{}}",
        "{\"delay_ms\":1.5}",
        "{\"retry_after\":{}}",
        "{\"retry_after\":true}",
        "{\"retry_after\":\"1\\n2\"}",
        "{\"hang\":\"yes\"}",
        "{\"hang\":[]}",
        "{\"staus\":500}",
      })
  void aBehaviourThatItCannotHaveIsRefused(String body) throws Exception {
    var refused = serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json(body), 400);

    assertEquals(1, refused.json().getAsJsonArray("errors").size(), refused.text());
  }

  @Test
  void whatIsLeftOutOrNullIsAsAtFirst() throws Exception {
    String body = "{\"status\":null,\"delay_ms\":null,\"hang\":null,\"retry_after\":null}";
    serve(InMemoryRequest.of("PUT", "/dev/inbox/till").json(body), 204);

    receive("till");
  }

  @Test
  void itTellsThatItKnowsNoOtherParameter() throws Exception {
    var refused = serve(InMemoryRequest.get("/dev/inbox").query("name=till"), 400);

    assertTrue(refused.text().contains("known are limit"), refused.text());
  }

  private void receive(String name) throws Exception {
    serve(InMemoryRequest.post("/dev/inbox/" + name).body("{}".getBytes(UTF_8)), 200);
  }

  private InMemoryResponse get(String path) throws Exception {
    return serve(InMemoryRequest.get(path), 200);
  }

  private InMemoryResponse serve(InMemoryRequest request, int status) throws Exception {
    var response = InMemoryResponse.of(inbox, request);
    assertEquals(status, response.status(), response::text);
    return response;
  }

  private static List<String> shown(InMemoryResponse list) {
    List<String> shown = new ArrayList<>();
    for (var arrival : list.json().getAsJsonArray("data")) {
      var json = arrival.getAsJsonObject();
      shown.add(json.get("number").getAsInt() + " " + json.get("inbox").getAsString());
    }
    return shown;
  }
}
