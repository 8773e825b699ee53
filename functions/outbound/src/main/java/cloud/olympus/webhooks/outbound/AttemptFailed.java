package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Failure;
import org.jspecify.annotations.Nullable;

/** A request that has no answer. */
final class AttemptFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final Failure failure;
  private final @Nullable String address;
  private final boolean answering;

  /** Before anything of an answer had come. The cause is left out: its text names addresses. */
  AttemptFailed(Failure failure, @Nullable String address) {
    this(failure, address, false);
  }

  AttemptFailed(Failure failure, @Nullable String address, boolean answering) {
    super(failure.code(), null, false, false);
    this.failure = failure;
    this.address = address;
    this.answering = answering;
  }

  /** Whether a byte of an answer had come. */
  boolean isAnswering() {
    return answering;
  }

  Failure failure() {
    return failure;
  }

  @Nullable String address() {
    return address;
  }
}
