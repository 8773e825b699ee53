package cloud.olympus.webhooks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private final Cursors cursors = Cursors.of("tenant-1", "events", "type=order.*");

  @ParameterizedTest
  @CsvSource({
    "'',50",
    "limit=1,1",
    "limit=250,250",
    "limit=251,250",
    "limit=007,7",
    "limit=99999999999999999999,250",
    "limit=20&limit=30,20",
  })
  void aPageHoldsWhatIsAskedForUpToTheMost(String query, int size) {
    assertEquals(size, PageLimit.of(Calls.withQuery(query)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "000", "-1", "", "ten", "1.5", "%2B5", "+5", "5+", "%D9%A5", "0x10", "1e2"})
  void whatIsNoPositiveWholeNumberIsAProblem400(String limit) {
    var refused = Calls.assertProblem(400, () -> PageLimit.of(Calls.withQuery("limit=" + limit)));

    assertEquals("limit", refused.problem().errors().getFirst().field());
  }

  @Test
  void aCursorGivesItsPlaceBack() {
    String cursor = cursors.encode("2026-11-01T00:00:00.123Z", "evt-\"1\"", "");

    assertTrue(cursor.matches("[A-Za-z0-9_-]+"));
    assertEquals(
        Optional.of(List.of("2026-11-01T00:00:00.123Z", "evt-\"1\"", "")),
        cursors.placeOf(Calls.withQuery("cursor=" + cursor)));
  }

  @Test
  void withoutACursorTheListStartsAtItsBeginning() {
    assertEquals(Optional.empty(), cursors.placeOf(Calls.withQuery("limit=5")));
    assertEquals(Optional.empty(), cursors.placeOf(Calls.withQuery("cursor=")));
  }

  @Test
  void aCursorOfAnotherCallerListOrFilterIsAProblem400() {
    String cursor = cursors.encode("1");

    Calls.assertProblem(400, () -> Cursors.of("tenant-2", "events", "type=order.*").decode(cursor));
    Calls.assertProblem(
        400, () -> Cursors.of("tenant-1", "webhooks", "type=order.*").decode(cursor));
    Calls.assertProblem(400, () -> Cursors.of("tenant-1", "events", "type=*").decode(cursor));
    Calls.assertProblem(400, () -> Cursors.of("tenant-1", "eventstype=order.*").decode(cursor));
  }

  @Test
  void aCursorWithAnyCharacterChangedIsAProblem400() {
    String cursor = cursors.encode("2026-11-01", "evt-1");

    for (int i = 0; i < cursor.length() - 1; i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = cursor.substring(0, i) + other + cursor.substring(i + 1);
      Calls.assertProblem(400, () -> cursors.decode(tampered));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%", "====", "AAAA", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoCursorIsAProblem400(String text) {
    var refused = Calls.assertProblem(400, () -> cursors.decode(text));

    assertEquals("cursor", refused.problem().errors().getFirst().field());
  }

  @Test
  void aHugeCursorIsAProblem400() {
    Calls.assertProblem(400, () -> cursors.decode("A".repeat(1_000_000)));
  }
}
