package cloud.olympus.webhooks.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

final class EventKeyTest {

  @Test
  void aMessageIdIsThirtyCharactersWithoutAFullStop() {
    String id = new EventKey("tenant-1", "evt-1").messageId();

    assertTrue(id.matches("msg_[0-9a-hjkmnp-tv-z]{26}"), id);
    assertEquals(30, id.length());
  }

  @Test
  void aMessageIdIsTheSameEveryTime() {
    assertEquals(
        new EventKey("tenant-1", "evt-1").messageId(),
        new EventKey("tenant-1", "evt-1").messageId());
  }

  @Test
  void aMessageIdIsUniqueOverAllTenants() {
    var ids = new HashSet<String>();
    for (int tenant = 0; tenant < 100; tenant++) {
      for (int event = 0; event < 100; event++) {
        ids.add(new EventKey("t" + tenant, "e" + event).messageId());
      }
    }
    ids.add(new EventKey("t1-e", "1").messageId());
    ids.add(new EventKey("t1", "-e1").messageId());

    assertEquals(10_002, ids.size());
  }
}
