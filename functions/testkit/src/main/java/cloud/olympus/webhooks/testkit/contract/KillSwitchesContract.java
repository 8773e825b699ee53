package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.KillSwitches.Scope;
import cloud.olympus.webhooks.subscription.KillSwitches.Switch;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link KillSwitches} must do. */
public abstract class KillSwitchesContract {

  private final TestClock clock = new TestClock();
  private final String tenant = Samples.fresh("tenant");
  private final String webhook = Samples.fresh("wh");

  /** For subclasses. */
  protected KillSwitchesContract() {}

  /** An empty store, always the same within a test. */
  protected abstract KillSwitches switches();

  /** Lets what was changed come into force. */
  protected void settle() {}

  @Test
  void nothingIsStoppedAtFirst() {
    assertEquals(List.of(), switches().current());
    assertFalse(switches().stops(tenant, webhook));
  }

  @Test
  void aSwitchStopsItsScopeAndNothingElse() {
    put(new Scope(tenant, webhook));
    assertTrue(switches().stops(tenant, webhook));
    assertFalse(switches().stops(tenant, Samples.fresh("wh")));
    assertFalse(switches().stops(Samples.fresh("tenant"), webhook));

    put(new Scope(tenant, null));
    assertTrue(switches().stops(tenant, Samples.fresh("wh")));
    assertFalse(switches().stops(Samples.fresh("tenant"), webhook));

    put(Scope.ALL);
    assertTrue(switches().stops(Samples.fresh("tenant"), webhook));
  }

  @Test
  void theLongestOnIsFirstAndEachSaysWhy() {
    var first = put(new Scope(tenant, null));
    clock.advance(Duration.ofSeconds(1));
    var second = put(Scope.ALL);

    assertEquals(List.of(first, second), switches().current());
  }

  @Test
  void turnedOnAgainItKeepsItsTimeAndTakesTheNewReason() {
    var first = put(Scope.ALL);
    clock.advance(Duration.ofSeconds(1));

    switches().put(new Switch(Scope.ALL, "another", clock.instant()));
    settle();

    assertEquals(List.of(new Switch(Scope.ALL, "another", first.since())), switches().current());
  }

  @Test
  void turnedOffItStopsNothing() {
    put(new Scope(tenant, webhook));
    put(new Scope(tenant, null));

    assertTrue(switches().remove(new Scope(tenant, null)));
    assertFalse(switches().remove(new Scope(tenant, null)));
    settle();

    assertFalse(switches().stops(tenant, Samples.fresh("wh")));
    assertTrue(switches().stops(tenant, webhook));
  }

  @Test
  void ofManyTurnedOnAtOnceNoneIsLost() {
    Crowd.all(8, () -> put(new Scope(tenant, Samples.fresh("wh"))));

    assertEquals(8, switches().current().size());
  }

  private Switch put(Scope scope) {
    var on = new Switch(scope, "because of \"it\"", clock.instant());
    assertTrue(switches().put(on));
    settle();
    return on;
  }
}
