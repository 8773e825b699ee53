package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Severity;
import com.google.cloud.functions.HttpFunction;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LargeMessagesTest {

  private static final byte[] LARGE = new byte[(int) LargeMessages.LARGE + 1];
  private static final byte[] ORDINARY = new byte[(int) LargeMessages.LARGE];

  private final LargeMessages large = new LargeMessages();
  private final List<Integer> statuses = new ArrayList<>();
  private final HttpFunction function =
      Router.builder(
              new JsonLog(
                  new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                  InstantSource.system(),
                  Severity.ERROR,
                  Optional.empty()),
              RandomGenerator.getDefault())
          .route(Route.post("/in", large.few(this::another)).withBodyLimit(2 * LARGE.length))
          .build();

  private byte[] next = LARGE;

  /** While one is being handled the next one comes. */
  private Reply another(Call call) throws Exception {
    if (statuses.size() <= LargeMessages.AT_ONCE) {
      statuses.add(0);
      int at = statuses.size() - 1;
      statuses.set(at, status());
    }
    return Reply.noContent();
  }

  private int status() throws Exception {
    return InMemoryResponse.of(function, InMemoryRequest.post("/in").body(next)).status();
  }

  @Test
  void thoseBeyondTheMostComeAgainAndThenThereIsRoom() throws Exception {
    assertEquals(204, status());
    // The innermost was refused.
    assertEquals(List.of(204, 503), statuses);
    assertEquals(204, status());
  }

  @Test
  void ordinaryOnesAreNotCounted() throws Exception {
    next = ORDINARY;

    assertEquals(204, status());

    assertEquals(List.of(204, 204, 204), statuses);
  }
}
