package cloud.olympus.webhooks.web.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalLogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Log log =
      new TerminalLog(
          new PrintStream(bytes, false, UTF_8),
          InstantSource.fixed(Instant.parse("2026-11-01T12:00:00.250Z")),
          ZoneOffset.ofHours(1),
          Severity.INFO);

  @Test
  void aLineIsForPeople() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("webhook_id", "wh_1");
    fields.put("status", 500);
    fields.put("reason", "no route to host");
    fields.put("signing_secret", "whsec_x");
    log.warning("delivery failed", fields);
    log.debug("unseen", Map.of());

    assertEquals(
        "13:00:00.250 WARNING  delivery failed webhook_id=wh_1 status=500"
            + " reason=\"no route to host\" signing_secret=***\n",
        bytes.toString(UTF_8));
  }

  @Test
  void nothingMovesTheCursor() {
    log.error("a\u001b[2Jb\nc", Map.of("d", "e\u001bf\n"), new IllegalStateException("g\u001bh"));

    String text = bytes.toString(UTF_8);
    assertEquals(-1, text.indexOf('\u001b'));
    assertTrue(text.startsWith("13:00:00.250 ERROR    a\ufffd[2Jb\ufffdc d=\"e\\u001bf\\n\"\n"));
  }
}
