package cloud.olympus.webhooks.event;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param items in the list's order
 * @param next where the following part begins, null at the end; meaningful only to the port that
 *     gave it
 */
public record Page<T>(List<T> items, @Nullable String next) {

  public Page {
    items = List.copyOf(items);
  }

  /** Where the following part begins, empty at the end. */
  public Optional<String> cursor() {
    return Optional.ofNullable(next);
  }
}
