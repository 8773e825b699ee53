package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one request came to. */
public sealed interface Answer {

  /** How the request went. */
  Trip trip();

  /**
   * The class of what went wrong, empty where the status says it all: the code of a {@link
   * Failure}, {@code redirect} of a 3xx, {@code body_too_large} of any other answer without success
   * whose body was longer than what is read.
   */
  Optional<String> error();

  /** How long it took in all. */
  default Duration took() {
    return trip().took();
  }

  /** The address that was dialled, empty where none was. */
  default Optional<String> dialled() {
    return Optional.ofNullable(trip().address());
  }

  /**
   * The endpoint answered.
   *
   * @param status HTTP status
   * @param headers those worth keeping, names in lower case
   * @param body its first 16 KiB as text
   * @param bodyTooLarge whether the body was longer than the 64 KiB that are read; the status
   *     decides nevertheless
   */
  record Answered(
      int status, Map<String, String> headers, String body, boolean bodyTooLarge, Trip trip)
      implements Answer {
    public Answered {
      headers = Map.copyOf(headers);
    }

    /** With a body that was read whole, and nothing known of its phases. */
    public Answered(
        int status,
        Map<String, String> headers,
        String body,
        Duration took,
        @Nullable String address) {
      this(status, headers, body, false, Trip.of(took, address));
    }

    /** 200 to 299 and nothing else (Standard Webhooks 1.0, "Success"). */
    public boolean isSuccess() {
      return status >= 200 && status <= 299;
    }

    @Override
    public Optional<String> error() {
      if (isSuccess()) {
        return Optional.empty();
      }
      if (status >= 300 && status <= 399) {
        return Optional.of("redirect");
      }
      return bodyTooLarge ? Optional.of("body_too_large") : Optional.empty();
    }

    /** A header by its lower-case name. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /**
   * No answer, or none that counts.
   *
   * @param detail for the tenant; tells neither addresses nor whether a port is closed or filtered
   */
  record Failed(Failure failure, String detail, Trip trip) implements Answer {

    /** With nothing known of its phases. */
    public Failed(Failure failure, String detail, Duration took, @Nullable String address) {
      this(failure, detail, Trip.of(took, address));
    }

    @Override
    public Optional<String> error() {
      return Optional.of(failure.code());
    }
  }
}
