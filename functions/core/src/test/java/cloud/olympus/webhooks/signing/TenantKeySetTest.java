package cloud.olympus.webhooks.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TenantKeySetTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final TenantKey first = key(NOW);
  private final TenantKeySet one =
      TenantKeySet.none("trattoria").rotated(first, DAY, NOW).withVersion(1);

  private static TenantKey key(Instant at) {
    return new TenantKey(SigningKeyPair.generate().publicKey(), "sealed", at, null);
  }

  @Test
  void theFirstStays() {
    assertEquals(List.of(first), one.live(NOW.plus(Duration.ofDays(400))));
  }

  @Test
  void afterARotationBothSignUntilTheOldOneEnds() {
    var second = key(NOW);
    var two = one.rotated(second, DAY, NOW);

    assertEquals(List.of(second, first.endingBy(NOW.plus(DAY))), two.live(NOW));
    assertEquals(2, two.live(NOW.plus(DAY).minusMillis(1)).size());
    assertEquals(List.of(second), two.live(NOW.plus(DAY)));
  }

  @Test
  void whatHasEndedIsToldForAnHourYet() {
    var two = one.rotated(key(NOW), DAY, NOW);
    Instant end = NOW.plus(DAY);

    assertEquals(2, two.published(end.plus(Duration.ofMinutes(59))).size());
    assertEquals(1, two.published(end.plus(Duration.ofHours(1))).size());
  }

  @Test
  void withoutAnOverlapTheOldOneIsGoneAtOnceForEverybody() {
    var second = key(NOW);
    var two = one.rotated(second, Duration.ZERO, NOW);

    assertEquals(List.of(second), two.keys());
  }

  @Test
  void aLaterRotationNeverProlongsAnOldKey() {
    var three =
        one.rotated(key(NOW), Duration.ofMinutes(1), NOW)
            .rotated(key(NOW), Duration.ofDays(7), NOW);

    assertEquals(3, three.live(NOW).size());
    assertEquals(2, three.live(NOW.plus(Duration.ofMinutes(1))).size());
  }

  @Test
  void whatNobodyIsToldOfAnyMoreIsDroppedAtTheNextRotation() {
    var two = one.rotated(key(NOW), DAY, NOW);

    var later = two.rotated(key(NOW), DAY, NOW.plus(DAY).plus(Duration.ofHours(1)));

    assertEquals(2, later.keys().size());
    assertTrue(later.keys().stream().noneMatch(key -> key.publicKey().equals(first.publicKey())));
  }

  /** As a receiver reckons it: {@code printf trattoria | sha256sum}. */
  @Test
  void theIdOfAKeyNamesItsTenantByADigest() {
    assertEquals("7e8674da65a4c8ec36625b451fc9510d", TenantKeySet.handle("trattoria"));
    assertTrue(
        one.id(first).matches("7e8674da65a4c8ec36625b451fc9510d\\.[0-9a-f]{32}"), one.id(first));
    assertFalse(one.id(first).contains("trattoria"));
    assertNotEquals(one.id(first), TenantKeySet.none("pizzeria").id(first));
    assertNotEquals(one.id(first), one.id(key(NOW)));
  }
}
