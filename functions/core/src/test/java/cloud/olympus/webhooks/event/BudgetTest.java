package cloud.olympus.webhooks.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class BudgetTest {

  private static final Duration MOST = Duration.ofSeconds(4);

  private long nanos = Long.MAX_VALUE;

  @Test
  void withoutOneAPortWaitsAsLongAsItWould() {
    assertEquals(MOST, Budget.left(MOST));
  }

  @Test
  void whatIsLeftGrowsLessUntilThereIsNone() {
    var budget = until(10);
    List<Duration> left = new ArrayList<>();

    for (int seconds : List.of(0, 5, 3, 2, 60)) {
      nanos += seconds(seconds).toNanos();
      left.add(budget.call(() -> Budget.left(MOST)));
    }

    assertEquals(List.of(MOST, MOST, seconds(2), Duration.ZERO, Duration.ZERO), left);
  }

  @Test
  void whatNeedsSomeIsNotBegunWithout() {
    assertEquals(seconds(1), until(1).call(() -> Budget.some(MOST)));
    var none = until(0);
    assertThrows(Unavailable.class, () -> none.call(() -> Budget.some(MOST)));
  }

  @Test
  void itKnowsWhetherItLeavesATime() {
    var budget = until(3);

    assertTrue(budget.leaves(seconds(2)));
    nanos += seconds(1).toNanos();
    assertFalse(until(1).call(() -> budget.leaves(seconds(2))));
  }

  @Test
  void oneTakesThePlaceOfAnotherForAsLongAsItsWorkLasts() {
    until(1)
        .run(
            () -> {
              assertEquals(seconds(3), until(3).call(() -> Budget.left(MOST)));
              assertEquals(seconds(1), Budget.left(MOST));
            });
    assertEquals(MOST, Budget.left(MOST));
  }

  @Test
  void thatOfAStepIsNoMoreThanIsLeftOfTheWhole() {
    var budget = Budget.of(seconds(3), () -> nanos);
    var none = until(0).call(() -> Budget.of(seconds(3), () -> nanos));

    nanos += seconds(1).toNanos();

    assertEquals(seconds(2), budget.call(() -> Budget.left(MOST)));
    assertEquals(Duration.ZERO, none.call(() -> Budget.left(MOST)));
  }

  @Test
  void whatIsRunBesideHasThatOfWhoHasItRun() {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var threads = Threads.of(executor);
      var beside =
          until(2)
              .call(() -> CompletableFuture.supplyAsync(() -> Budget.left(MOST), threads).join());

      assertEquals(seconds(2), beside);
      assertEquals(MOST, CompletableFuture.supplyAsync(() -> Budget.left(MOST), threads).join());
    }
  }

  private Budget until(int seconds) {
    return Budget.from(nanos, seconds(seconds), () -> nanos);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
