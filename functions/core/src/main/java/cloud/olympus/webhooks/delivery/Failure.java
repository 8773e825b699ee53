package cloud.olympus.webhooks.delivery;

import java.util.Locale;
import java.util.Optional;

/** Why a request has no answer. */
public enum Failure {
  /** The host has no address. */
  DNS_ERROR,
  /** Our resolver does not work. */
  RESOLVER_DOWN(true),
  /** The host, its address or its port is one that nothing is sent to. */
  ADDRESS_REFUSED,
  CONNECT_TIMEOUT,
  CONNECTION_REFUSED,
  CONNECTION_RESET,
  TLS_ERROR,
  /** The deadline of the attempt passed. */
  TIMEOUT,
  /** The answer is not HTTP. */
  PROTOCOL_ERROR,
  /** The head of the answer is longer than what is read. */
  HEAD_TOO_LARGE,
  /** We could not send: out of threads, memory or sockets, or no way to the network. */
  OWN_TROUBLE(true),
  /** We were shutting down. */
  INTERRUPTED(true);

  private final boolean ours;

  Failure() {
    this(false);
  }

  Failure(boolean ours) {
    this.ours = ours;
  }

  /**
   * Whether the fault is ours: such an attempt is not charged to the endpoint and uses up no step
   * of the schedule.
   */
  public boolean isOurs() {
    return ours;
  }

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The failure of a code. */
  public static Optional<Failure> ofCode(String code) {
    for (var failure : values()) {
      if (failure.code().equals(code)) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }
}
