package cloud.olympus.webhooks.local.store;

import cloud.olympus.webhooks.event.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of rows with a falling sequence number. */
final class Cursor {

  private Cursor() {}

  record Row<T>(long seq, T item) {}

  /** Rows below this number belong to the page. */
  static long read(@Nullable String cursor) {
    return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
  }

  /** Of one row more than the limit, which says whether there is a next page. */
  static <T> Page<T> page(List<Row<T>> rows, int limit) {
    boolean more = rows.size() > limit;
    var shown = more ? rows.subList(0, limit) : rows;
    return new Page<>(
        shown.stream().map(Row::item).toList(), more ? Long.toString(shown.getLast().seq()) : null);
  }
}
