package cloud.olympus.webhooks.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant NEXT = FIRST.plusSeconds(1);
  private static final int LIMIT = 1;

  private final Pace pace = new Pace(EndpointState.HEALTHY);

  @Test
  void aPermitIsGoodForItsSecondAlone() {
    var permit = pace.take(LIMIT, FIRST);

    assertEquals(0, pace.left(LIMIT, FIRST, 10));
    assertTrue(pace.holds(permit, LIMIT, FIRST.plusMillis(999)));
    assertTrue(pace.holds(permit, LIMIT, NEXT));
    assertEquals(0, pace.left(LIMIT, NEXT, 10), "that of the next second was taken for it");
  }

  @Test
  void aRequestThatComesLateTakesNoPermitThatIsNotLeft() {
    var late = pace.take(LIMIT, FIRST);
    pace.take(LIMIT, NEXT);

    assertFalse(pace.holds(late, LIMIT, NEXT));
  }

  @Test
  void aPermitThatALateRequestHasTakenMeanwhileIsGoodForNoSecond() {
    var late = pace.take(LIMIT, FIRST);
    assertEquals(LIMIT, pace.left(LIMIT, NEXT, 10));
    assertTrue(pace.holds(late, LIMIT, NEXT));

    var permit = pace.take(LIMIT, NEXT);

    assertFalse(pace.holds(permit, LIMIT, NEXT));
    assertTrue(pace.holds(permit, LIMIT, NEXT.plusSeconds(1)));
  }

  @Test
  void whoStoodStillLeavesWhatALaterHolderHasTaken() {
    pace.take(LIMIT, FIRST);
    var later = EndpointState.HEALTHY.paced(NEXT.getEpochSecond(), 7);
    var same = EndpointState.HEALTHY.paced(FIRST.getEpochSecond(), 7);
    var earlier = EndpointState.HEALTHY.paced(FIRST.getEpochSecond() - 1, 7);

    assertEquals(later, pace.in(later));
    assertEquals(same, pace.in(same));
    assertEquals(EndpointState.HEALTHY.paced(FIRST.getEpochSecond(), 1), pace.in(earlier));
  }
}
