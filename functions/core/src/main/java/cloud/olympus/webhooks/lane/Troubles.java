package cloud.olympus.webhooks.lane;

import cloud.olympus.webhooks.delivery.Threads;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What went wrong in things that ran side by side: the first is told, as it was. */
final class Troubles {

  private Troubles() {}

  /** What a future ends with, once it does; null where it ends well. */
  static @Nullable RuntimeException of(CompletableFuture<?> future, Threads threads) {
    try {
      threads.join(future);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** The earlier of two, if there is any. */
  static @Nullable RuntimeException first(
      @Nullable RuntimeException earlier, @Nullable RuntimeException later) {
    return earlier == null ? later : earlier;
  }
}
