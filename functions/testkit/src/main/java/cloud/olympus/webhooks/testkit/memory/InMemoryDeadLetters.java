package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.Page;
import cloud.olympus.webhooks.ledger.DeadLetters;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters in memory. */
public final class InMemoryDeadLetters implements DeadLetters {

  private final Map<String, DeadLetter> byId = new HashMap<>();

  /** No letters. */
  public InMemoryDeadLetters() {}

  @Override
  public synchronized void store(DeadLetter letter) {
    byId.putIfAbsent(letter.id(), letter);
  }

  @Override
  public synchronized Page<DeadLetter> list(
      @Nullable String tenantId, @Nullable String cursor, int limit) {
    var matching =
        byId.values().stream()
            .filter(letter -> tenantId == null || tenantId.equals(letter.tenantId()))
            .toList();
    return Position.page(matching, l -> new Position(l.at(), l.id()), cursor, limit);
  }
}
