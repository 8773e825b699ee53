package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.testkit.Crowd;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.testkit.TestClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What every {@link Wakeups} must do. */
public abstract class WakeupsContract {

  private final TestClock clock = new TestClock();
  private final LaneKey lane = Samples.lane();

  /** For subclasses. */
  protected WakeupsContract() {}

  /** The port; always the same within a test. */
  protected abstract Wakeups wakeups();

  /**
   * The lanes that are called, once for each call, while the clock that the port goes by is set to
   * that of the test; whoever is called answers well.
   *
   * @param clock never goes back
   */
  protected abstract Collection<LaneKey> called(TestClock clock);

  @Test
  void aWakeUpComesAtItsTimeAndNotEarlier() {
    wakeups().at(new Wake(lane, 3, clock.instant().plusSeconds(60)));

    assertFalse(called(clock).contains(lane));
    clock.advance(Duration.ofSeconds(60).minusMillis(1));
    assertFalse(called(clock).contains(lane));
    clock.advance(Duration.ofMillis(1));
    assertTrue(called(clock).contains(lane));
  }

  @Test
  void whatIsOverdueComesAtOnce() {
    wakeups().at(new Wake(lane, 1, clock.instant().minusSeconds(5)));

    assertTrue(called(clock).contains(lane));
  }

  @Test
  void theSameLaneEpochAndSecondIsCalledOnce() {
    var wake = new Wake(lane, 1, clock.instant());

    Crowd.all(
        16,
        () -> {
          wakeups().at(wake);
          return true;
        });

    assertEquals(1, Collections.frequency(called(clock), lane));
  }

  @Test
  void anotherEpochIsAnotherWakeUpAlsoInASecondThatRanAlready() {
    wakeups().at(new Wake(lane, 1, clock.instant()));
    assertTrue(called(clock).contains(lane));

    wakeups().at(new Wake(lane, 2, clock.instant()));

    assertTrue(called(clock).contains(lane));
  }

  @Test
  void anotherSecondIsAnotherWakeUp() {
    wakeups().at(new Wake(lane, 1, clock.instant()));
    wakeups().at(new Wake(lane, 1, clock.instant().plusSeconds(1)));

    assertTrue(called(clock).contains(lane));
    clock.advance(Duration.ofSeconds(1));
    assertTrue(called(clock).contains(lane));
  }

  @Test
  void anEarlierWakeUpDoesNotReplaceALaterOne() {
    wakeups().at(new Wake(lane, 1, clock.instant().plusSeconds(60)));
    wakeups().at(new Wake(lane, 1, clock.instant().plusSeconds(5)));

    clock.advance(Duration.ofSeconds(5));
    assertTrue(called(clock).contains(lane));
    clock.advance(Duration.ofSeconds(55));
    assertTrue(called(clock).contains(lane));
  }

  @Test
  void lanesAreApartByTenantAndWebhook() {
    var otherTenant = new LaneKey(Samples.fresh("tenant"), lane.webhookId());
    var otherWebhook = new LaneKey(lane.tenantId(), Samples.fresh("wh"));
    wakeups().at(new Wake(lane, 1, clock.instant()));
    wakeups().at(new Wake(otherTenant, 1, clock.instant()));
    wakeups().at(new Wake(otherWebhook, 1, clock.instant().plusSeconds(1)));

    var called = called(clock);

    assertTrue(called.contains(lane));
    assertTrue(called.contains(otherTenant));
    assertFalse(called.contains(otherWebhook));
  }

  @Test
  void whatWasCalledIsNotCalledAgain() {
    wakeups().at(new Wake(lane, 1, clock.instant()));
    assertTrue(called(clock).contains(lane));
    clock.advance(Duration.ofHours(1));

    assertFalse(called(clock).contains(lane));
  }
}
