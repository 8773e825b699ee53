package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.Flag;
import cloud.olympus.webhooks.subscription.Subscription;
import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.DocumentSnapshot;
import com.google.cloud.firestore.FieldPath;
import com.google.cloud.firestore.FieldValue;
import com.google.cloud.firestore.Firestore;
import com.google.cloud.firestore.SetOptions;
import com.google.cloud.firestore.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a route. A tenant has a route, and one for each location that subscriptions are bound
 * to. Until there are many, all subscriptions stand in the tenant's: it is <em>gathered</em>, and
 * an event reads one document. From then on those that are bound to locations enter the routes of
 * these, and an event of a location reads two, however many subscriptions there are. More than fit
 * into a document stand in further pages, and the first knows how many.
 *
 * @param number from 0
 * @param changed when it was last written; the earliest there is where it never was
 * @param read when it was as it is here
 */
record RoutePage(String route, int number, Fields fields, Timestamp changed, Timestamp read) {

  private static final String SUBSCRIPTIONS = "subscriptions";

  /** In the first page of a tenant's route: whether no other route of the tenant holds any. */
  private static final String GATHERED = "gathered";

  /** In the first page of a tenant's route: the flags of all of the tenant. */
  private static final String FLAGS = "flags";

  /** In the first page, the numbers of the others. */
  private static final String FURTHER = "further_pages";

  private static final long SCHEMA_VERSION = 2;

  private static final int MOST_ENTRIES = 300;

  /** Firestore takes 1 MiB; this leaves entries room to grow in their place. */
  private static final int ROOM_FOR_NEW = 400 * 1024;

  /** Above this an entry that grows moves to another page. */
  private static final int ROOM = 800 * 1024;

  /** The route of a tenant. */
  static String everywhere(String tenantId) {
    return tenantId;
  }

  /** The route of a location. */
  static String at(String tenantId, String locationId) {
    return tenantId + '.' + locationId;
  }

  /** The routes of the locations that a subscription is bound to; none where it is to none. */
  static Set<String> bound(Subscription subscription) {
    Set<String> routes = new HashSet<>();
    subscription.locations().forEach(l -> routes.add(at(subscription.tenantId(), l)));
    return routes;
  }

  static DocumentReference reference(Firestore firestore, String route, int number) {
    return firestore.collection("routes").document(number == 0 ? route : route + '~' + number);
  }

  /** The references of all pages of a route, given its first. */
  static DocumentReference[] references(Firestore firestore, String route, int pages) {
    return IntStream.range(0, pages)
        .mapToObj(number -> reference(firestore, route, number))
        .toArray(DocumentReference[]::new);
  }

  /** What was read; a page never written is empty. */
  static RoutePage of(String route, int number, DocumentSnapshot snapshot) {
    var read = Objects.requireNonNull(snapshot.getReadTime(), "it was read");
    return snapshot.exists()
        ? new RoutePage(
            route,
            number,
            Fields.of(snapshot),
            Objects.requireNonNull(snapshot.getUpdateTime(), "it exists"),
            read)
        : unwritten(route, number, read);
  }

  /**
   * The page after this one, as if it were new; where somebody has made it, what enters is added.
   */
  RoutePage next() {
    return unwritten(route, number + 1, read);
  }

  private static RoutePage unwritten(String route, int number, Timestamp read) {
    return new RoutePage(route, number, Fields.NONE, Timestamp.MIN_VALUE, read);
  }

  boolean isNew() {
    return changed.equals(Timestamp.MIN_VALUE);
  }

  boolean isGathered() {
    return fields.flag(GATHERED);
  }

  /** Of the first page: how many there are. */
  int pages() {
    return 1 + fields.numbers(FURTHER).stream().mapToInt(Long::intValue).max().orElse(0);
  }

  int size() {
    return fields.nested(SUBSCRIPTIONS).map().size();
  }

  List<Subscription> subscriptions() {
    var entries = fields.nested(SUBSCRIPTIONS);
    return entries.map().keySet().stream()
        .map(id -> SubscriptionDocument.subscription(entries.nested(id)))
        .toList();
  }

  Map<String, Flag> flags() {
    var flags = fields.nested(FLAGS);
    Map<String, Flag> byId = new HashMap<>();
    for (var id : flags.map().keySet()) {
      var flag = flags.nested(id);
      Flag.Kind.ofCode(flag.text("kind"))
          .ifPresent(kind -> byId.put(id, new Flag(kind, flag.instant("until"))));
    }
    return byId;
  }

  /** Writes or, where it is null, deletes a flag, and changes nothing else of the page. */
  static void flag(
      Firestore firestore, WriteBatch batch, String tenantId, String id, @Nullable Flag flag) {
    Object value =
        flag == null
            ? FieldValue.delete()
            : Map.of("kind", flag.kind().code(), "until", Fields.timestamp(flag.until()));
    batch.set(
        reference(firestore, everywhere(tenantId), 0),
        Map.of("schema_version", SCHEMA_VERSION, FLAGS, Map.of(id, value)),
        SetOptions.mergeFieldPaths(
            List.of(FieldPath.of("schema_version"), FieldPath.of(FLAGS, id))));
  }

  boolean holds(String id) {
    return fields.nested(SUBSCRIPTIONS).map().containsKey(id);
  }

  boolean hasRoomForNew(Map<String, Object> entry) {
    var entries = fields.nested(SUBSCRIPTIONS).map();
    return entries.size() < MOST_ENTRIES && weight(entries) + weight(entry) < ROOM_FOR_NEW;
  }

  boolean hasRoomFor(String id, Map<String, Object> entry) {
    var others = new HashMap<>(fields.nested(SUBSCRIPTIONS).map());
    others.remove(id);
    return weight(others) + weight(entry) < ROOM;
  }

  /** Makes the first page of a tenant's route; refused where somebody else has made it. */
  void begin(
      Firestore firestore, WriteBatch batch, boolean gathered, List<Subscription> subscriptions) {
    Map<String, Object> entries = new HashMap<>();
    subscriptions.forEach(one -> entries.put(one.id(), SubscriptionDocument.fields(one)));
    batch.create(
        reference(firestore, route, 0),
        Map.of("schema_version", SCHEMA_VERSION, GATHERED, gathered, SUBSCRIPTIONS, entries));
  }

  /** From now on this route is not gathered, and never again. */
  void scatter(Firestore firestore, WriteBatch batch) {
    batch.set(
        reference(firestore, route, 0),
        Map.of("schema_version", SCHEMA_VERSION, GATHERED, false),
        SetOptions.merge());
  }

  /**
   * Writes an entry and nothing else of the page, so that changes of different subscriptions do not
   * disturb each other.
   */
  void put(Firestore firestore, WriteBatch batch, String id, Map<String, Object> entry) {
    batch.set(
        reference(firestore, route, number),
        Map.of("schema_version", SCHEMA_VERSION, SUBSCRIPTIONS, Map.of(id, entry)),
        SetOptions.mergeFieldPaths(
            List.of(FieldPath.of("schema_version"), FieldPath.of(SUBSCRIPTIONS, id))));
    if (number > 0) {
      batch.set(
          reference(firestore, route, 0),
          Map.of(FURTHER, FieldValue.arrayUnion((long) number)),
          SetOptions.merge());
    }
  }

  void remove(Firestore firestore, WriteBatch batch, String id) {
    batch.update(
        reference(firestore, route, number), FieldPath.of(SUBSCRIPTIONS, id), FieldValue.delete());
  }

  /** About how many bytes a value takes. */
  private static int weight(@Nullable Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length + 1;
      case List<?> list -> list.stream().mapToInt(RoutePage::weight).sum();
      case Map<?, ?> map ->
          map.entrySet().stream().mapToInt(e -> weight(e.getKey()) + weight(e.getValue())).sum();
      case null, default -> 12;
    };
  }
}
