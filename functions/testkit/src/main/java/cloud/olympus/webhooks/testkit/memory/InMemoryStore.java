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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private final Map<LaneKey, Map<DeliveryId, Document>> unfinished = new HashMap<>();
  final Map<LaneKey, LaneState> lanes = new HashMap<>();
  long tokens;
  private long positions;

  /** An empty store. */
  public InMemoryStore() {}

  @Nullable Document document(DeliveryId id) {
    return documents.getOrDefault(id.lane(), Map.of()).get(id);
  }

  void put(Delivery given, long epoch) {
    var there = document(given.id());
    long position = there == null ? ++positions : there.position();
    // What was queued may keep an order that the pass which delivered it knew nothing of.
    var delivery = there == null ? given : given.inOrderOf(there.delivery().orderingKey());
    put(new Document(delivery, epoch, position));
    if (delivery.state().isFinal() && delivery.orderingKey() != null) {
      firstOfKey(delivery)
          .filter(next -> next.position() > position)
          .ifPresent(
              next ->
                  put(
                      new Document(
                          next.delivery().following(delivery), next.epoch(), next.position())));
    }
  }

  private void put(Document document) {
    var id = document.delivery().id();
    documents.computeIfAbsent(id.lane(), _ -> new HashMap<>()).put(id, document);
    var waiting = unfinished.computeIfAbsent(id.lane(), _ -> new HashMap<>());
    if (document.delivery().state().isFinal()) {
      waiting.remove(id);
    } else {
      waiting.put(id, document);
    }
  }

  /** The first of a delivery's lane and ordering key that is unfinished. */
  Optional<Document> firstOfKey(Delivery delivery) {
    return unfinished(delivery.id().lane()).stream()
        .filter(one -> Objects.equals(one.delivery().orderingKey(), delivery.orderingKey()))
        .min(Comparator.comparingLong(Document::position));
  }

  Collection<Document> unfinished(LaneKey lane) {
    return unfinished.getOrDefault(lane, Map.of()).values();
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
   * @param position grows with each that is added
   */
  record Document(Delivery delivery, long epoch, long position) {}
}
