package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryId;
import cloud.olympus.webhooks.delivery.DeliverySummary;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.event.EventKey;
import cloud.olympus.webhooks.event.EventRecord;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.LaneState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link InMemoryEventLog}, {@link InMemoryDeliveries} and {@link InMemoryLanes} share, since
 * recording an event also creates documents, and moving documents looks at the lane's lease. Its
 * monitor is their one lock.
 */
public final class InMemoryStore {

  final Map<EventKey, Kept> events = new HashMap<>();
  private final Map<LaneKey, Map<DeliveryId, Document>> documents = new HashMap<>();
  final Map<LaneKey, LaneState> lanes = new HashMap<>();
  long tokens;

  /** An empty store. */
  public InMemoryStore() {}

  @Nullable Document document(DeliveryId id) {
    return documents.getOrDefault(id.lane(), Map.of()).get(id);
  }

  void put(Delivery delivery, long epoch) {
    documents
        .computeIfAbsent(delivery.id().lane(), _ -> new HashMap<>())
        .put(delivery.id(), new Document(delivery, epoch));
  }

  Stream<Document> documents(LaneKey lane) {
    return documents.getOrDefault(lane, Map.of()).values().stream();
  }

  LaneState lane(LaneKey key) {
    return lanes.getOrDefault(key, LaneState.unused(key));
  }

  /** An event's record and its claim. */
  record Kept(
      Event event,
      String digest,
      Instant acceptedAt,
      String token,
      Instant leasedUntil,
      boolean recorded,
      List<DeliverySummary> deliveries) {

    EventRecord toRecord() {
      return new EventRecord(event, acceptedAt, recorded, deliveries);
    }
  }

  /**
   * A delivery's document.
   *
   * @param epoch of the holder that wrote it last, 0 where none has
   */
  record Document(Delivery delivery, long epoch) {}
}
