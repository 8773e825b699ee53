package cloud.olympus.webhooks.web.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.StrictJson;
import cloud.olympus.webhooks.web.settings.SecretText;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLogTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-01T12:00:00.250Z"));
  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, UTF_8);
  private final Log log = new JsonLog(out, NOON, Severity.INFO, Optional.empty());

  @Test
  void aLineIsOneJsonObjectWithCloudLoggingsNames() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("webhook_id", "wh_1");
    fields.put("attempt", 3);
    fields.put("duration_ms", 12.5);
    fields.put("ok", false);
    fields.put("answer", null);
    fields.put("due_at", Instant.parse("2026-11-01T12:00:05Z"));
    fields.put("statuses", List.of(500, "timeout"));
    fields.put("by", Map.of("tenant", 1L));
    fields.put("wait", Duration.ofSeconds(5));
    log.info("delivery attempted", fields);

    assertEquals(
        "{\"severity\":\"INFO\",\"message\":\"delivery attempted\","
            + "\"time\":\"2026-11-01T12:00:00.250Z\",\"webhook_id\":\"wh_1\",\"attempt\":3,"
            + "\"duration_ms\":12.5,\"ok\":false,\"answer\":null,"
            + "\"due_at\":\"2026-11-01T12:00:05Z\",\"statuses\":[500,\"timeout\"],"
            + "\"by\":{\"tenant\":1},\"wait\":\"PT5S\"}\n",
        bytes.toString(UTF_8));
  }

  @Test
  void whatWouldBreakALineIsEscaped() {
    String text = "a\"b\\c\nd\re\tf\u0000g\u001bh\u2028i\u007fj é😀";
    log.info(text, Map.of(text, text));

    assertEquals(1, bytes.toString(UTF_8).lines().count());
    assertEquals(text, line().get("message").getAsString());
    assertEquals(text, line().get(text).getAsString());
  }

  @Test
  void numbersThatJsonDoesNotHaveAreText() {
    log.info("x", Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY));

    assertEquals("NaN", line().get("a").getAsString());
    assertEquals("Infinity", line().get("b").getAsString());
  }

  @Test
  void aTraceIsWrittenAsCloudLoggingReadsIt() {
    var cloud = new JsonLog(out, NOON, Severity.INFO, Optional.of("olympus-test"));
    cloud.info("x", Map.of(Fields.TRACEPARENT, TRACEPARENT));

    assertEquals(
        "projects/olympus-test/traces/0af7651916cd43dd8448eb211c80319c",
        line().get("logging.googleapis.com/trace").getAsString());
    assertEquals("b7ad6b7169203331", line().get("logging.googleapis.com/spanId").getAsString());
    assertTrue(line().get("logging.googleapis.com/trace_sampled").getAsBoolean());
    assertFalse(line().has("traceparent"));
  }

  @Test
  void withoutAProjectTheTraceIsItsBareId() {
    log.info("x", Map.of(Fields.TRACEPARENT, TraceParent.parse(TRACEPARENT).orElseThrow()));

    assertEquals(
        "0af7651916cd43dd8448eb211c80319c",
        line().get("logging.googleapis.com/trace").getAsString());
  }

  @Test
  void aMalformedTraceIsLeftOut() {
    log.info("x", Map.of(Fields.TRACEPARENT, "00-x"));

    assertEquals(3, line().size());
  }

  @Test
  void aFieldCannotTakeThePlaceOfOurs() {
    log.info("x", Map.of("severity", "EMERGENCY"));

    assertEquals("INFO", line().get("severity").getAsString());
    assertEquals("EMERGENCY", line().get("_severity").getAsString());
  }

  @Test
  void secretsAreMasked() {
    log.info(
        "x",
        Map.of(
            "Authorization", "Basic x1",
            "stripe_secret", "x1",
            "value", "whsec_x1",
            "token", "x1",
            "held", SecretText.of("x1"),
            "jwt", "eyJx1.eyJ.x1",
            "nested", Map.of("password", "x1", "list", List.of("sk_live_x1"))));

    assertFalse(bytes.toString(UTF_8).contains("x1"));
    assertTrue(bytes.toString(UTF_8).contains("***"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token_count", "secrets", "event_id", "signature_valid"})
  void namesThatOnlySoundLikeSecretsAreNotMasked(String name) {
    log.info("x", Map.of(name, "y"));

    assertEquals("y", line().get(name).getAsString());
  }

  @Test
  void aFailureComesWithItsStackUpToALimit() {
    var failure = new IllegalStateException("broken");
    var deep = new StackTraceElement[2000];
    Arrays.fill(deep, new StackTraceElement("a.b.C", "method", "C.java", 1));
    log.error("x", Map.of(), failure);
    String stack = line().get("stack_trace").getAsString();
    bytes.reset();
    failure.setStackTrace(deep);
    log.error("x", Map.of(), failure);

    assertTrue(stack.startsWith("java.lang.IllegalStateException: broken\n\tat "));
    assertTrue(bytes.size() < 20_000);
  }

  @Test
  void whatMattersLessThanTheLeastIsLeftOut() {
    log.debug("x", Map.of());
    assertEquals(0, bytes.size());

    log.notice("x", Map.of());
    assertEquals("NOTICE", line().get("severity").getAsString());
  }

  @Test
  void aStructureThatHoldsItselfEnds() {
    var map = new LinkedHashMap<String, Object>();
    map.put(
        "deep", List.of(List.of(List.of(List.of(List.of(List.of(List.of(List.of(List.of(1))))))))));
    log.info("x", map);

    assertTrue(line().has("deep"));
  }

  @Test
  void linesOfManyThreadsDoNotMix() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        threads.execute(
            () -> {
              for (int j = 0; j < 100; j++) {
                log.info("x".repeat(200), Map.of("y", "z".repeat(300)));
              }
            });
      }
    }
    Stream<String> lines = bytes.toString(UTF_8).lines();

    assertEquals(
        5000, lines.filter(line -> StrictJson.object(line.getBytes(UTF_8)).size() == 4).count());
  }

  @Test
  void whatLibrariesLogComesOutTheSameWay() {
    var root = java.util.logging.Logger.getLogger("");
    var before = root.getHandlers();
    Level level = root.getLevel();
    try {
      LibraryLogs.redirectTo(log, Level.INFO);
      var library = java.util.logging.Logger.getLogger("some.library");
      library.log(Level.WARNING, "retrying {0}", "call");
      library.log(Level.FINE, "noise");
    } finally {
      Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
      Arrays.stream(before).forEach(root::addHandler);
      root.setLevel(level);
    }

    assertEquals("WARNING", line().get("severity").getAsString());
    assertEquals("retrying call", line().get("message").getAsString());
    assertEquals("some.library", line().get("logger").getAsString());
  }

  private JsonObject line() {
    return StrictJson.object(bytes.toByteArray());
  }
}
