package cloud.olympus.webhooks.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an attempt where its delivery has no record of its own: all but the body.
 *
 * @param status of the answer, 0 where there was none
 * @param failure class of what went wrong ({@link Answer#error}), or null
 * @param trip its times in whole milliseconds
 * @param headers of the answer, names in lower case; the shortest ones where all would take more
 *     than {@link #MAX_HEADERS}, since an event's record holds a hundred of these
 */
public record Outcome(
    int status, @Nullable String failure, Trip trip, Map<String, String> headers) {

  /** The most characters that names and values of headers take together. */
  public static final int MAX_HEADERS = 512;

  private static final Comparator<Map.Entry<String, String>> SHORTEST_FIRST =
      Comparator.<Map.Entry<String, String>>comparingInt(Outcome::length)
          .thenComparing(Map.Entry.comparingByKey());

  public Outcome {
    headers = Map.copyOf(headers);
  }

  /** Of what a request came to. */
  public static Outcome of(Answer answer) {
    var trip = answer.trip();
    var whole =
        new Trip(
            Duration.ofMillis(trip.took().toMillis()),
            trip.address(),
            Phases.ofMillis(trip.phases().millis()),
            trip.tries());
    String failure = answer.error().orElse(null);
    return switch (answer) {
      case Answer.Answered answered ->
          new Outcome(answered.status(), failure, whole, shortest(answered.headers()));
      case Answer.Failed _ -> new Outcome(0, failure, whole, Map.of());
    };
  }

  private static Map<String, String> shortest(Map<String, String> headers) {
    Map<String, String> kept = new HashMap<>();
    int room = MAX_HEADERS;
    for (var header : headers.entrySet().stream().sorted(SHORTEST_FIRST).toList()) {
      room -= length(header);
      if (room < 0) {
        break;
      }
      kept.put(header.getKey(), header.getValue());
    }
    return kept;
  }

  private static int length(Map.Entry<String, String> header) {
    return header.getKey().length() + header.getValue().length();
  }
}
