package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DeadLetters} must do. */
public abstract class DeadLettersContract {

  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private DeadLetters letters = none();

  /** For subclasses. */
  protected DeadLettersContract() {}

  /** A store, which may hold what other tests left. */
  protected abstract DeadLetters letters();

  @SuppressWarnings("NullAway") // set before each test
  private static DeadLetters none() {
    return null;
  }

  @BeforeEach
  void open() {
    letters = letters();
  }

  @Test
  void aLetterIsKeptAsItCame() {
    var letter =
        DeadLetter.of(
            "id_conflict",
            "the id belongs to another event: é 🍣",
            tenant,
            Samples.fresh("evt"),
            new byte[] {0, (byte) 0xff, '{', (byte) 0xc3},
            clock.instant());

    letters.store(letter);

    assertEquals(List.of(letter), list(tenant, 5));
  }

  @Test
  void aLetterThatComesAgainIsStoredOnceAndStaysAsItWas() {
    var letter = letter(tenant, "body", clock.instant());
    letters.store(letter);

    Crowd.all(
        16,
        () -> {
          letters.store(letter(tenant, "body", clock.instant().plusSeconds(60)));
          return true;
        });

    assertEquals(List.of(letter), list(tenant, 5));
  }

  @Test
  void aListIsNewestFirstWithoutHolesOrDuplicates() {
    List<DeadLetter> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      var letter = letter(tenant, "body " + i, clock.advance(Duration.ofMillis(1)));
      letters.store(letter);
      all.addFirst(letter);
    }
    var page = letters.list(tenant, null, 3);
    letters.store(letter(tenant, "newer", clock.advance(Duration.ofMillis(1))));

    List<DeadLetter> seen = new ArrayList<>(page.items());
    seen.addAll(Pages.all(3, page.next(), cursor -> letters.list(tenant, cursor, 3)));

    assertEquals(all, seen);
  }

  @Test
  void lettersOfOneInstantAreEachListedOnce() {
    for (int i = 0; i < 5; i++) {
      letters.store(letter(tenant, "body " + i, clock.instant()));
    }

    var seen = list(tenant, 2);

    assertEquals(5, seen.size());
    assertEquals(5, new HashSet<>(seen).size());
  }

  @Test
  void aTenantSeesItsOwnAndTheOperatorAll() {
    var own = letter(tenant, "own", clock.instant());
    var others = letter(Samples.fresh("tenant"), "others", clock.instant());
    var nobodys = letter(null, Samples.fresh("nobody"), clock.instant());
    letters.store(own);
    letters.store(others);
    letters.store(nobodys);

    assertEquals(List.of(own), list(tenant, 5));
    assertFalse(list(tenant, 5).contains(nobodys));
    assertTrue(list(null, 100).containsAll(List.of(own, others, nobodys)));
  }

  @Test
  void aLetterOfTheLargestSizeIsKept() {
    byte[] body = "x".repeat(300 * 1024).getBytes(StandardCharsets.US_ASCII);
    var letter = DeadLetter.of("too_large", "big", tenant, null, body, clock.instant());

    letters.store(letter);

    assertEquals(List.of(letter), list(tenant, 1));
  }

  private static DeadLetter letter(@Nullable String tenantId, String body, Instant at) {
    return DeadLetter.of(
        "not_json", "not JSON", tenantId, null, body.getBytes(StandardCharsets.UTF_8), at);
  }

  private List<DeadLetter> list(@Nullable String tenantId, int limit) {
    return Pages.all(limit, null, cursor -> letters.list(tenantId, cursor, limit));
  }
}
