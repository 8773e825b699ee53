package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads lists to their end. */
final class Pages {

  private Pages() {}

  /** A list from its beginning, or from a cursor; no page may hold more than its limit. */
  static <T> List<T> all(
      int limit, @Nullable String from, Function<@Nullable String, Page<T>> page) {
    List<T> items = new ArrayList<>();
    String cursor = from;
    do {
      var part = page.apply(cursor);
      assertTrue(part.items().size() <= limit, "a page holds more than its limit");
      items.addAll(part.items());
      cursor = part.next();
    } while (cursor != null);
    return items;
  }
}
