package cloud.olympus.webhooks.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an unfinished delivery waits for in its lane. Where much waits each kind gets its turn:
 * first attempts never starve retries, nor retries first attempts, nor what was held either.
 */
public enum Turn {
  /** Its first attempt. */
  FIRST,
  /** Another attempt. */
  RETRY,
  /** That its endpoint may be sent to again, or that the one before it of its key is done. */
  HELD;

  /**
   * Of an unfinished delivery.
   *
   * @throws IllegalArgumentException where it is finished
   */
  public static Turn of(Delivery delivery) {
    return switch (delivery.state()) {
      case PENDING -> delivery.attempts().isEmpty() ? FIRST : RETRY;
      case HELD -> HELD;
      case DELIVERED, EXHAUSTED, EXPIRED, CANCELLED ->
          throw new IllegalArgumentException("waits for nothing: " + delivery.state());
    };
  }

  /** What stores keep: they find deliveries by it. */
  public String code() {
    return this == RETRY ? DeliveryState.PENDING.code() : name().toLowerCase(Locale.ROOT);
  }

  /** What stores keep of where a delivery stands: its turn, or its final state. */
  public static String codeOf(Delivery delivery) {
    return delivery.state().isFinal() ? delivery.state().code() : of(delivery).code();
  }

  /** What stores keep of deliveries in one of these states, each code once and in order. */
  public static List<String> codesOf(Set<DeliveryState> states) {
    Set<String> codes = new TreeSet<>();
    states.forEach(state -> codes.add(state.code()));
    if (states.contains(DeliveryState.PENDING)) {
      codes.add(FIRST.code());
    }
    return List.copyOf(codes);
  }

  /**
   * The state that a code of {@link #codeOf} means.
   *
   * @throws java.util.NoSuchElementException where it means none
   */
  public static DeliveryState stateOf(String code) {
    return code.equals(FIRST.code())
        ? DeliveryState.PENDING
        : DeliveryState.ofCode(code).orElseThrow();
  }
}
