package cloud.olympus.webhooks.web.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.web.log.Log;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTextTest {

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final List<Map<String, ?>> told = new ArrayList<>();
  private final Log log = (_, _, fields, _) -> told.add(fields);
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("secret");
  }

  private LiveText text() {
    return LiveText.of("WEBHOOKS_KEYSET", file, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aFileThatChangesIsReadAgainAfterAWhile() throws Exception {
    Files.writeString(file, " old\n");
    var text = text();
    Files.writeString(file, "new");

    pass(LiveText.FRESH.minusNanos(1));
    assertEquals(Optional.of("old"), text.text());
    pass(Duration.ofNanos(1));

    assertEquals(Optional.of("new"), text.text());
  }

  @Test
  void whoDoubtsItReadsSoonerButNotAllTheTime() throws Exception {
    Files.writeString(file, "old");
    var text = text();
    Files.writeString(file, "new");

    assertEquals(Optional.of("old"), text.reread());
    pass(Duration.ofSeconds(1));

    assertEquals(Optional.of("new"), text.reread());
    assertEquals(Optional.of("new"), text.text());
  }

  @Test
  void aFileMayComeLaterAndGo() throws Exception {
    var text = text();
    assertEquals(Optional.empty(), text.text());
    Files.writeString(file, "here");
    pass(LiveText.FRESH);
    assertEquals(Optional.of("here"), text.text());
    Files.delete(file);
    pass(LiveText.FRESH);

    assertEquals(Optional.empty(), text.text());
  }

  @Test
  void whatItMeansIsWorkedOutOnceForEachText() throws Exception {
    Files.writeString(file, "a,b");
    var live = text().parsed(t -> List.of(t.orElseThrow().split(",")), log);
    var first = live.get();
    pass(LiveText.FRESH);
    assertSame(first, live.get());

    Files.writeString(file, "c");
    pass(LiveText.FRESH);

    assertEquals(List.of("c"), live.get());
  }

  @Test
  void aTextThatMeansNothingIsToldOnceAndTheOneBeforeHolds() throws Exception {
    Files.writeString(file, "1");
    var live = text().parsed(t -> Integer.valueOf(t.orElse("none")), log);
    Files.writeString(file, "s3cret");
    for (int i = 0; i < 3; i++) {
      pass(LiveText.FRESH);
      assertEquals(1, live.get());
    }
    assertEquals(1, told.size());
    assertEquals("WEBHOOKS_KEYSET", told.getFirst().get("setting"));

    Files.writeString(file, "2");
    pass(Duration.ofSeconds(1));

    assertEquals(2, live.latest());
  }

  @Test
  void aTextThatMeansNothingAtFirstIsRefused() throws Exception {
    Files.writeString(file, "x");

    assertThrows(
        IllegalArgumentException.class,
        () -> text().parsed(t -> Integer.valueOf(t.orElseThrow()), log));
    assertFalse(told.size() > 0);
  }

  @Test
  void aValueInTheEnvironmentIsOneThatStays() {
    var settings = Settings.of(Map.of("WEBHOOKS_KEYSET", "text"));

    assertEquals(Optional.of("text"), settings.live("KEYSET").required().get().text());
    settings.check();
  }

  @Test
  void onlyWhatIsAwaitedMayBeMissing() {
    var settings = Settings.of(Map.of("WEBHOOKS_A_FILE", file + "", "WEBHOOKS_B_FILE", file + ""));

    var awaited = settings.awaited("A").required();
    settings.live("B").optional();

    var refused = assertThrows(SettingsException.class, settings::check);
    assertEquals("WEBHOOKS_B_FILE", refused.problems().getFirst().name());
    assertEquals(1, refused.problems().size());
    assertEquals(Optional.empty(), awaited.get().text());
  }
}
