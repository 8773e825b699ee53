package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.event.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands in a list, newest first. A page begins after a position and not at a
 * number, so what is new meanwhile moves nothing.
 */
record Position(Instant at, String id) implements Comparable<Position> {

  private static final Comparator<Position> OLDEST_FIRST =
      Comparator.comparing(Position::at).thenComparing(Position::id);

  @Override
  public int compareTo(Position other) {
    return OLDEST_FIRST.reversed().compare(this, other);
  }

  @Override
  public String toString() {
    return at + " " + id;
  }

  static Position parse(String cursor) {
    int space = cursor.indexOf(' ');
    return new Position(Instant.parse(cursor.substring(0, space)), cursor.substring(space + 1));
  }

  static <T> Page<T> page(
      Collection<T> all, Function<T, Position> position, @Nullable String cursor, int limit) {
    var after = cursor == null ? null : parse(cursor);
    var rest =
        all.stream()
            .filter(item -> after == null || position.apply(item).compareTo(after) > 0)
            .sorted(Comparator.comparing(position))
            .limit(limit + 1L)
            .toList();
    if (rest.size() <= limit) {
      return new Page<>(rest, null);
    }
    var items = rest.subList(0, limit);
    return new Page<>(items, position.apply(items.getLast()).toString());
  }
}
