package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.web.Handler;
import cloud.olympus.webhooks.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Lets in few at once of the messages that are larger than any event: read, one of 10 MB takes five
 * times as much of a heap that all pushes share. The bus brings the others again. Thread-safe.
 */
final class LargeMessages {

  /** An event takes 256 KiB, in base64 a third more. */
  static final long LARGE = 512 * 1024;

  static final int AT_ONCE = 2;

  private final Semaphore room = new Semaphore(AT_ONCE);

  /** A handler that large messages come to one after the other. */
  Handler few(Handler handler) {
    return call -> {
      if (call.contentLength() <= LARGE) {
        return handler.handle(call);
      }
      if (!room.tryAcquire()) {
        throw ProblemException.unavailable(
            "Other large messages are being read.", Duration.ofSeconds(1));
      }
      try {
        return handler.handle(call);
      } finally {
        room.release();
      }
    };
  }
}
