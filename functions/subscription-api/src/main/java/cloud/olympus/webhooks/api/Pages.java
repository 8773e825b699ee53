package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Cursors;
import cloud.olympus.webhooks.web.PageLimit;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One list of one tenant under one filter, page by page. A page is read in portions and ends early
 * where it grows large, so that no list of large events fills the memory; then it is not the last.
 */
final class Pages {

  private static final int PORTION = 50;
  private static final int MOST_PORTIONS = 10;
  private static final int ENOUGH_CHARACTERS = 2 * 1024 * 1024;

  private final Cursors cursors;
  private final @Nullable String start;
  private final int limit;

  private Pages(Cursors cursors, @Nullable String start, int limit) {
    this.cursors = cursors;
    this.start = start;
    this.limit = limit;
  }

  /**
   * Where a call wants to read.
   *
   * @param binding the tenant, the list, its filter: a cursor of another list is refused
   */
  static Pages of(Call call, String... binding) {
    var cursors = Cursors.of(binding);
    String start = cursors.placeOf(call).map(place -> String.join("", place)).orElse(null);
    return new Pages(cursors, start, PageLimit.of(call));
  }

  /** Reads a portion of a list, from the port's own cursor, or null for its beginning. */
  interface Reader<T> {
    Page<T> read(@Nullable String cursor, int limit);
  }

  /** {@code {"data": […], "next_cursor": … or null}}. */
  <T> Reply reply(Reader<T> reader, Function<T, String> json) {
    var text = new StringBuilder("{\"data\":[");
    int count = 0;
    String cursor = start;
    for (int i = 0; i < MOST_PORTIONS && count < limit; i++) {
      Page<T> portion = read(reader, cursor, Math.min(PORTION, limit - count));
      for (T item : portion.items()) {
        text.append(count++ == 0 ? "" : ",").append(json.apply(item));
      }
      cursor = portion.cursor().orElse(null);
      if (cursor == null || text.length() > ENOUGH_CHARACTERS) {
        break;
      }
    }
    text.append("],\"next_cursor\":");
    text.append(
        Optional.ofNullable(cursor)
            .map(next -> new JsonPrimitive(cursors.encode(next)).toString())
            .orElse("null"));
    return Reply.json(200, text.append('}').toString());
  }

  /** A cursor's digest is no secret: what a caller made up may reach a port, and must not fail. */
  private <T> Page<T> read(Reader<T> reader, @Nullable String cursor, int size) {
    try {
      return reader.read(cursor, size);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      if (cursor == null || !cursor.equals(start)) {
        throw e;
      }
      throw ProblemException.invalid("cursor", "invalid", "This cursor is not of this list.")
          .causedBy(e);
    }
  }
}
