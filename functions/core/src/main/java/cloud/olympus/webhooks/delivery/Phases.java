package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the steps of a request took. A step that was not made, or not to its end, is null: a
 * connection that was kept from before is neither resolved nor opened.
 *
 * @param resolve asking for the host's addresses
 * @param connect until the connection stood, whatever addresses were tried first
 * @param tls the handshake
 * @param firstByte from the connection's being ready to the first byte of an answer: the sending of
 *     the request is in it
 */
public record Phases(
    @Nullable Duration resolve,
    @Nullable Duration connect,
    @Nullable Duration tls,
    @Nullable Duration firstByte) {

  /** Nothing is known. */
  public static final Phases UNKNOWN = new Phases(null, null, null, null);

  private static final String RESOLVE = "resolve";
  private static final String CONNECT = "connect";
  private static final String TLS = "tls";
  private static final String FIRST_BYTE = "first_byte";

  /** Of those that are known the whole milliseconds, under their names in stores and the API. */
  public Map<String, Long> millis() {
    Map<String, Long> millis = new LinkedHashMap<>();
    put(millis, RESOLVE, resolve);
    put(millis, CONNECT, connect);
    put(millis, TLS, tls);
    put(millis, FIRST_BYTE, firstByte);
    return millis;
  }

  /** What {@link #millis} made of them. */
  public static Phases ofMillis(Map<String, Long> millis) {
    return millis.isEmpty()
        ? UNKNOWN
        : new Phases(
            get(millis, RESOLVE), get(millis, CONNECT), get(millis, TLS), get(millis, FIRST_BYTE));
  }

  private static void put(Map<String, Long> millis, String name, @Nullable Duration took) {
    if (took != null) {
      millis.put(name, took.toMillis());
    }
  }

  private static @Nullable Duration get(Map<String, Long> millis, String name) {
    Long found = millis.get(name);
    return found == null ? null : Duration.ofMillis(found);
  }
}
