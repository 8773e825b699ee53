package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Budget;
import cloud.olympus.webhooks.event.Unavailable;
import com.google.api.core.ApiFuture;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FirestoreException;
import com.google.cloud.firestore.Precondition;
import com.google.cloud.firestore.WriteBatch;
import com.google.cloud.firestore.WriteResult;
import io.grpc.Status;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls to Firestore, each with a short deadline, and within the {@link Budget} of who calls.
 * Thread-safe where its random numbers are.
 *
 * <p>Every commit of this package carries a condition (a document is absent, or unchanged since it
 * was read), but for flags of endpoints, and nothing is written in a transaction: a transaction
 * locks what it reads for several round trips, a refused condition costs one. It also settles what
 * a lost answer leaves open. A commit whose answer never came is treated like a refused one: read
 * again, and find either one's own write or the reason to try once more. A commit that arrives
 * after that fails its condition.
 */
final class Calls {

  /** The longest wait for one answer. */
  static final Duration DEADLINE = Duration.ofSeconds(4);

  /** For all turns together; short against a lease of 30 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /**
   * Likewise where what is to be written is known nowhere else: what an endpoint answered. Should
   * it not be written the endpoint gets the event again. Longer than Firestore is seen to be
   * silent, and, with the budget of a pass before it, short against that of all of a pass.
   */
  private static final Duration TENACITY = Duration.ofSeconds(25);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final RandomGenerator random;

  Calls(RandomGenerator random) {
    this.random = random;
  }

  /** One go at reading, deciding and writing; empty where the write was refused or its end lost. */
  @FunctionalInterface
  interface Turn<T> {
    /** Takes the turn with this number, from 0. */
    Optional<T> take(int number);
  }

  /**
   * A name nobody else has, chosen before the first try, so that one's own write is known again.
   */
  String nonce() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Takes turns until one settles the matter. */
  <T> T settle(Turn<T> turn) {
    return settle(turn, PATIENCE);
  }

  /** Likewise, and is not put off by reads that fail for the moment. */
  <T> T settleForSure(Turn<T> turn) {
    return settle(
        number -> {
          try {
            return turn.take(number);
          } catch (Unavailable e) {
            if (Thread.currentThread().isInterrupted() || !isOfTheMoment(code(e))) {
              throw e;
            }
            return Optional.empty();
          }
        },
        TENACITY);
  }

  private <T> T settle(Turn<T> turn, Duration patience) {
    return Budget.of(patience, System::nanoTime)
        .call(
            () -> {
              for (int number = 0; Budget.left(patience).isPositive(); number++) {
                var settled = turn.take(number);
                if (settled.isPresent()) {
                  return settled.get();
                }
                LockSupport.parkNanos(pause(number).toNanos());
              }
              throw new Unavailable("Firestore did not settle a write in time");
            });
  }

  private Duration pause(int number) {
    long most = Math.min(LONGEST_PAUSE.toNanos(), 2_000_000L << Math.min(number, 10));
    return Duration.ofNanos(random.nextLong(most));
  }

  /**
   * Commits a batch.
   *
   * @return one result for each write; empty where a condition refused it, or where nobody can tell
   *     whether it was committed
   */
  static Optional<List<WriteResult>> commit(WriteBatch batch) {
    var committing = batch.commit();
    try {
      return Optional.of(answer(committing));
    } catch (ExecutionException e) {
      return switch (code(e)) {
        case ALREADY_EXISTS, FAILED_PRECONDITION, NOT_FOUND -> Optional.empty();
        case Status.Code code when isOfTheMoment(code) -> Optional.empty();
        default -> throw new Unavailable("Firestore refused a commit", e);
      };
    } catch (TimeoutException e) {
      return Optional.empty();
    } finally {
      committing.cancel(true); // nothing where it has ended
    }
  }

  /** Adds a write to a batch: of a document that was absent when read, or is as it was read. */
  static void write(WriteBatch batch, DocumentSnapshot read, Map<String, Object> fields) {
    if (read.exists()) {
      batch.update(read.getReference(), fields, unchanged(read));
    } else {
      batch.create(read.getReference(), fields);
    }
  }

  /** The condition that a document is as it was read. */
  static Precondition unchanged(DocumentSnapshot read) {
    return Precondition.updatedAt(Objects.requireNonNull(read.getUpdateTime(), "it exists"));
  }

  /** What a read gives; who waits in vain gives it up. */
  static <T> T await(ApiFuture<T> future) {
    try {
      return awaitShared(future);
    } catch (Unavailable e) {
      future.cancel(true);
      throw e;
    }
  }

  /** What a read gives that others wait for too. */
  static <T> T awaitShared(ApiFuture<T> future) {
    try {
      return answer(future);
    } catch (ExecutionException | CancellationException e) {
      throw new Unavailable("Firestore refused a read", e);
    } catch (TimeoutException e) {
      throw new Unavailable("Firestore did not answer in time", e);
    }
  }

  private static <T> T answer(ApiFuture<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.get(Budget.left(DEADLINE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while Firestore answered", e);
    }
  }

  /** Whether the same call may go well a moment later; so is one that was not answered at all. */
  private static boolean isOfTheMoment(Status.Code code) {
    return switch (code) {
      case ABORTED,
          UNAVAILABLE,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          CANCELLED,
          INTERNAL,
          UNKNOWN ->
          true;
      default -> false;
    };
  }

  private static Status.Code code(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FirestoreException e && e.getStatus() != null) {
        return e.getStatus().getCode();
      }
      if (cause instanceof ApiException e) {
        return Status.Code.valueOf(e.getStatusCode().getCode().name());
      }
    }
    return Status.Code.UNKNOWN;
  }
}
