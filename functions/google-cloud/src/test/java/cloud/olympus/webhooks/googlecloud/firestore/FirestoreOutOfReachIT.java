package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Firestore that takes connections and never says a word. */
class FirestoreOutOfReachIT {

  @Test
  @Timeout(20)
  void aClaimIsUnavailableWithinItsOwnDeadline() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var firestore = FirestoreClient.connect("127.0.0.1:" + silent.getLocalPort());
      var log = FirestorePorts.of(firestore).log();
      var event = Samples.event("tenant_1");
      var now = Instant.parse("2026-03-01T10:00:00Z");

      assertThrows(
          Unavailable.class, () -> log.claim(event, List.of("wh_1"), now, Duration.ofSeconds(30)));
      firestore.shutdownNow();
    }
  }
}
