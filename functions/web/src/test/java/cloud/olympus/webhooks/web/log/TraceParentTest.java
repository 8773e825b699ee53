package cloud.olympus.webhooks.web.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + TRACE + "-" + PARENT + "-01",
        "01-" + TRACE + "-" + PARENT + "-01",
        "01-" + TRACE + "-" + PARENT + "-01-extra",
        "cc-" + TRACE + "-" + PARENT + "-01-",
      })
  void aWellFormedHeaderIsParsedWhateverItsVersion(String header) {
    assertEquals(Optional.of(new TraceParent(TRACE, PARENT, 1)), TraceParent.parse(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "00",
        "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01",
        "00-" + TRACE + "-B7AD6B7169203331-01",
        "00-" + TRACE + "-" + PARENT + "-0A",
        "ff-" + TRACE + "-" + PARENT + "-01",
        "FF-" + TRACE + "-" + PARENT + "-01",
        "0-" + TRACE + "-" + PARENT + "-01",
        "00-af7651916cd43dd8448eb211c80319c-" + PARENT + "-01",
        "00-0" + TRACE + "-" + PARENT + "-01",
        "00-00000000000000000000000000000000-" + PARENT + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-" + TRACE + "-" + PARENT + "-01-extra",
        "00-" + TRACE + "-" + PARENT + "-01-",
        "00-" + TRACE + "-" + PARENT + "-01 ",
        " 00-" + TRACE + "-" + PARENT + "-01",
        "00-" + TRACE + "-" + PARENT + "-1",
        "00-" + TRACE + "-" + PARENT,
        "01-" + TRACE + "-" + PARENT + "-01extra",
        "00-" + TRACE + "_" + PARENT + "-01",
        "00-0af7651916cd43dd8448eb211c80319٣-" + PARENT + "-01",
      })
  void aMalformedHeaderIsIgnored(String header) {
    assertEquals(Optional.empty(), TraceParent.parse(header));
  }

  @Test
  void aHugeHeaderIsIgnored() {
    assertEquals(
        Optional.empty(),
        TraceParent.parse("01-" + TRACE + "-" + PARENT + "-01-" + "x".repeat(100_000)));
  }

  @Test
  void itIsPassedOnAsItsOwnParent() {
    var random = new SplittableRandom(1);
    var first = TraceParent.start(random);
    var next = new TraceParent(TRACE, PARENT, 0x81).next(random);

    assertEquals(Optional.of(first), TraceParent.parse(first.toString()));
    assertFalse(first.sampled());
    assertEquals(TRACE, next.traceId());
    assertNotEquals(PARENT, next.parentId());
    assertTrue(next.sampled());
    assertTrue(next.toString().matches("00-" + TRACE + "-[0-9a-f]{16}-81"));
  }
}
