package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link TenantKeys} must do. */
public abstract class TenantKeysContract {

  private final TenantKeySet none = TenantKeySet.none(Samples.fresh("tenant"));

  /** For subclasses. */
  protected TenantKeysContract() {}

  /** A store, which may hold what other tests left; always the same within a test. */
  protected abstract TenantKeys keys();

  private static TenantKey key(@Nullable Instant expiresAt) {
    return new TenantKey(
        SigningKeyPair.generate().publicKey(), Samples.fresh("sealed"), TestClock.START, expiresAt);
  }

  private static TenantKeySet with(TenantKeySet set, TenantKey... keys) {
    return new TenantKeySet(set.tenantId(), List.of(keys), set.version());
  }

  @Test
  void aTenantHasNoneUntilTheFirstIsMade() {
    assertTrue(keys().find(none.handle()).isEmpty());
  }

  @Test
  void whatIsStoredIsFoundAsItIs() {
    var changed = with(none, key(null), key(TestClock.START.plus(Duration.ofDays(1))));

    var stored = keys().replace(changed);

    assertEquals(Optional.of(changed.withVersion(1)), stored);
    assertEquals(stored, keys().find(none.handle()));
  }

  @Test
  void whoeverHasSeenTheLatestMayReplaceIt() {
    var first = keys().replace(with(none, key(null))).orElseThrow();
    var second = keys().replace(with(first, key(null))).orElseThrow();

    assertEquals(2, second.version());
    assertEquals(Optional.of(second), keys().find(none.handle()));
  }

  @Test
  void whoeverHasNotMayNot() {
    var first = keys().replace(with(none, key(null))).orElseThrow();
    var second = keys().replace(with(first, key(null))).orElseThrow();

    assertTrue(keys().replace(with(first, key(null))).isEmpty());
    assertTrue(keys().replace(with(none, key(null))).isEmpty());
    assertTrue(keys().replace(with(second, key(null)).withVersion(7)).isEmpty());
    assertEquals(Optional.of(second), keys().find(none.handle()));
  }

  @Test
  void nothingIsReplacedThatWasNeverMade() {
    assertTrue(keys().replace(with(none, key(null)).withVersion(1)).isEmpty());
    assertTrue(keys().find(none.handle()).isEmpty());
  }

  @Test
  void ofSeveralWhoMakeTheFirstAtOnceOneWins() {
    var won = Crowd.all(4, () -> keys().replace(with(none, key(null))));

    var winners = won.stream().flatMap(Optional::stream).toList();
    assertEquals(1, winners.size());
    assertEquals(Optional.of(winners.getFirst()), keys().find(none.handle()));
  }

  @Test
  void tenantsAreApart() {
    var other = TenantKeySet.none(Samples.fresh("tenant"));
    var theirs = keys().replace(with(other, key(null)));

    assertTrue(keys().find(none.handle()).isEmpty());
    keys().replace(with(none, key(null)));
    assertEquals(theirs, keys().find(other.handle()));
  }

  @Test
  void allTenantsAreListedByTheirHandlesUpToALimit() {
    var other = TenantKeySet.none(Samples.fresh("tenant"));
    var stored = keys().replace(with(none, key(null))).orElseThrow();
    var others = keys().replace(with(other, key(null))).orElseThrow();

    var all = keys().first(10_000);
    assertTrue(all.containsAll(List.of(stored, others)));
    assertEquals(
        all.stream().map(TenantKeySet::handle).sorted().toList(),
        all.stream().map(TenantKeySet::handle).toList());
    assertEquals(all.subList(0, 1), keys().first(1));
  }
}
