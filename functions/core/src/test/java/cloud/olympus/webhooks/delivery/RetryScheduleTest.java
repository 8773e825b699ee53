package cloud.olympus.webhooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetryScheduleTest {

  @Test
  void theStandardScheduleHasTenAttemptsOverThreeDays() {
    assertEquals(10, RetrySchedule.STANDARD.delays().size());
    assertEquals(Duration.ofHours(75).plusMinutes(35).plusSeconds(5), sum(RetrySchedule.STANDARD));
  }

  @Test
  void theStorekitScheduleHasEightAttempts() {
    assertEquals(8, RetrySchedule.STOREKIT.delays().size());
    assertEquals(Duration.ofHours(41).plusMinutes(35).plusSeconds(5), sum(RetrySchedule.STOREKIT));
  }

  @Test
  void aScheduleIsFoundByItsName() {
    assertEquals(Optional.of(RetrySchedule.STANDARD), RetrySchedule.named("standard"));
    assertEquals(Optional.of(RetrySchedule.STOREKIT), RetrySchedule.named("storekit"));
    assertTrue(RetrySchedule.named("Standard").isEmpty());
  }

  @Test
  void theDelayIsThatBeforeTheNextAttemptAndThereIsNoneAfterTheLast() {
    assertEquals(Optional.of(Duration.ZERO), RetrySchedule.STANDARD.delayAfter(0));
    assertEquals(Optional.of(Duration.ofSeconds(5)), RetrySchedule.STANDARD.delayAfter(1));
    assertEquals(Optional.of(Duration.ofHours(24)), RetrySchedule.STANDARD.delayAfter(9));
    assertTrue(RetrySchedule.STANDARD.delayAfter(10).isEmpty());
  }

  @Test
  void anOwnScheduleHasItsStepsAfterAFirstAttemptAtOnce() {
    var own = RetrySchedule.own(List.of(Duration.ofSeconds(1), Duration.ofHours(24))).orElseThrow();

    assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofHours(24)), own.delays());
  }

  @Test
  void anOwnScheduleKeepsItsBounds() {
    var second = Duration.ofSeconds(1);
    var day = Duration.ofHours(24);
    assertTrue(RetrySchedule.own(Collections.nCopies(25, second)).isPresent());
    assertTrue(RetrySchedule.own(Collections.nCopies(14, day)).isPresent());

    assertTrue(RetrySchedule.own(List.of()).isEmpty());
    assertTrue(RetrySchedule.own(Collections.nCopies(26, second)).isEmpty());
    assertTrue(RetrySchedule.own(List.of(Duration.ofMillis(999))).isEmpty());
    assertTrue(RetrySchedule.own(List.of(day.plusSeconds(1))).isEmpty());
    var tooLong = new ArrayList<>(Collections.nCopies(14, day));
    tooLong.add(second);
    assertTrue(RetrySchedule.own(tooLong).isEmpty());
  }

  private static Duration sum(RetrySchedule schedule) {
    return schedule.delays().stream().reduce(Duration.ZERO, Duration::plus);
  }
}
