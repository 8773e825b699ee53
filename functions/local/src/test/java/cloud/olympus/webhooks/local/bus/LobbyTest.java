package cloud.olympus.webhooks.local.bus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits in a line, and who is let go. */
@Timeout(60)
class LobbyTest {

  private final Lobby lobby = new Lobby(Duration.ofDays(1));
  private final Lobby.Line line = lobby.line();

  @AfterEach
  void close() {
    lobby.close();
  }

  @Test
  void nobodyWaitsInALineThatIsNotCrowded() {
    line.await();
    line.admit(0, true);
    line.admit(0, false);
    line.await();
  }

  @Test
  void whoCameFirstGoesFirst() throws InterruptedException {
    line.admit(0, true);
    var first = guest();
    var second = guest();

    line.admit(1, true);

    first.join();
    assertTrue(second.isAlive());
    line.admit(1, true);
    second.join();
  }

  @Test
  void allGoWhereItIsCrowdedNoMore() throws InterruptedException {
    line.admit(0, true);
    var first = guest();
    var second = guest();

    line.admit(0, false);

    first.join();
    second.join();
  }

  @Test
  void whoHasGoneByHimselfTakesNobodysPlace() throws InterruptedException {
    line.admit(0, true);
    var first = guest();
    var second = guest();
    first.interrupt();
    first.join();

    line.admit(1, true);

    second.join();
  }

  @Test
  void anotherLineIsNotConcerned() throws InterruptedException {
    line.admit(0, true);
    var guest = guest();

    lobby.line().admit(1, false);

    assertTrue(guest.isAlive());
    line.admit(1, true);
    guest.join();
  }

  /** One that waits. */
  private Thread guest() {
    var thread = Thread.ofPlatform().start(line::await);
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }
}
