package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.event.Page;
import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.Query;
import com.google.cloud.firestore.Query.Direction;
import com.google.cloud.firestore.QueryDocumentSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a document stands in a list, newest first: its time, then its key. A page begins after a
 * position and not at a number, so what is new meanwhile moves nothing.
 */
record Position(Timestamp at, String key) {

  /**
   * One page of a query's documents, newest first.
   *
   * @param timeField present in every document
   * @throws IllegalArgumentException where the cursor is none of ours
   */
  static <T> Page<T> page(
      Query query,
      String timeField,
      @Nullable String cursor,
      int limit,
      Function<DocumentSnapshot, T> item) {
    var ordered =
        query
            .orderBy(timeField, Direction.DESCENDING)
            .orderBy(FieldPath.documentId(), Direction.DESCENDING)
            .limit(limit + 1);
    if (cursor != null) {
      var after = parse(cursor);
      ordered = ordered.startAfter(after.at(), after.key());
    }
    List<QueryDocumentSnapshot> found = Calls.await(ordered.get()).getDocuments();
    var shown = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? of(shown.getLast(), timeField).text() : null;
    return new Page<>(shown.stream().map(item).toList(), next);
  }

  private static Position of(DocumentSnapshot snapshot, String timeField) {
    return new Position(Objects.requireNonNull(snapshot.getTimestamp(timeField)), snapshot.getId());
  }

  private String text() {
    long micros = at.getSeconds() * 1_000_000 + at.getNanos() / 1_000;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((micros + " " + key).getBytes(StandardCharsets.UTF_8));
  }

  private static Position parse(String cursor) {
    var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    int space = text.indexOf(' ');
    if (space < 0 || space == text.length() - 1) {
      throw new IllegalArgumentException("not a cursor of this list");
    }
    return new Position(
        Timestamp.ofTimeMicroseconds(Long.parseLong(text.substring(0, space))),
        text.substring(space + 1));
  }
}
