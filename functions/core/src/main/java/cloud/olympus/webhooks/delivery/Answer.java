package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one request came to. */
public sealed interface Answer {

  /** How long it took in all. */
  Duration took();

  /** The address that was dialled, empty where none was. */
  Optional<String> dialled();

  /**
   * The endpoint answered.
   *
   * @param status HTTP status
   * @param headers those worth keeping, names in lower case
   * @param body its first 16 KiB as text
   * @param address that was dialled, null where unknown
   */
  record Answered(
      int status, Map<String, String> headers, String body, Duration took, @Nullable String address)
      implements Answer {
    public Answered {
      headers = Map.copyOf(headers);
    }

    /** A header by its lower-case name. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Optional<String> dialled() {
      return Optional.ofNullable(address);
    }
  }

  /**
   * No answer, or none that counts.
   *
   * @param detail for the tenant; tells neither addresses nor whether a port is closed or filtered
   * @param address that was dialled, null where none was
   */
  record Failed(Failure failure, String detail, Duration took, @Nullable String address)
      implements Answer {

    @Override
    public Optional<String> dialled() {
      return Optional.ofNullable(address);
    }
  }
}
