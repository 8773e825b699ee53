package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Cursors;
import cloud.olympus.webhooks.web.PageLimit;
import cloud.olympus.webhooks.web.Reply;
import com.google.gson.JsonPrimitive;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One list of one tenant under one filter, page by page. */
final class Pages {

  private final Cursors cursors;
  private final @Nullable String cursor;
  private final int limit;

  private Pages(Cursors cursors, @Nullable String cursor, int limit) {
    this.cursors = cursors;
    this.cursor = cursor;
    this.limit = limit;
  }

  /**
   * Where a call wants to read.
   *
   * @param binding the tenant, the list, its filter: a cursor of another list is refused
   */
  static Pages of(Call call, String... binding) {
    var cursors = Cursors.of(binding);
    String cursor = cursors.placeOf(call).map(place -> String.join("", place)).orElse(null);
    return new Pages(cursors, cursor, PageLimit.of(call));
  }

  /** The port's own cursor, or null. */
  @Nullable String cursor() {
    return cursor;
  }

  int limit() {
    return limit;
  }

  /** {@code {"data": […], "next_cursor": … or null}}. */
  <T> Reply reply(Page<T> page, Function<T, String> json) {
    var text = new StringBuilder("{\"data\":[");
    for (T item : page.items()) {
      if (text.charAt(text.length() - 1) != '[') {
        text.append(',');
      }
      text.append(json.apply(item));
    }
    text.append("],\"next_cursor\":");
    page.cursor()
        .ifPresentOrElse(
            next -> text.append(new JsonPrimitive(cursors.encode(next))),
            () -> text.append("null"));
    return Reply.json(200, text.append('}').toString());
  }
}
