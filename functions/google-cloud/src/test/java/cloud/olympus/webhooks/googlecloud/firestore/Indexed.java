package cloud.olympus.webhooks.googlecloud.firestore;

import com.google.firestore.v1.CommitRequest;
import com.google.firestore.v1.RunAggregationQueryRequest;
import com.google.firestore.v1.RunQueryRequest;
import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.Write;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses, as Firestore does and its emulator does not, every query that none of the indexes serves
 * that Terraform makes; and every document with an end that no TTL policy would bring.
 *
 * <p>Stricter than Firestore, which also merges indexes: each query is to have one of its own. No
 * field is indexed by itself, since Terraform exempts them all.
 */
final class Indexed implements ClientInterceptor {

  private static final Path FILE = Path.of("..", "..", "terraform", "firestore.indexes.json");

  /**
   * What an index holds, or a query asks for.
   *
   * @param equal fields that are given, in any order; one of an array with {@code []}
   * @param ordered fields that order, each with {@code +} or {@code -}
   */
  private record Shape(String collection, Set<String> equal, List<String> ordered) {}

  private final List<JsonObject> indexes;
  private final Set<String> ended = new HashSet<>();

  Indexed() {
    try {
      var file = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
      indexes = objects(file.getAsJsonArray("indexes"));
      for (var field : objects(file.getAsJsonArray("fieldOverrides"))) {
        if (field.has("ttl") && field.get("ttl").getAsBoolean()) {
          ended.add(
              field.get("collectionGroup").getAsString()
                  + '.'
                  + field.get("fieldPath").getAsString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void sendMessage(Q message) {
        switch (message) {
          case RunQueryRequest request -> check(request.getStructuredQuery());
          case RunAggregationQueryRequest request ->
              check(request.getStructuredAggregationQuery().getStructuredQuery());
          case CommitRequest request -> request.getWritesList().forEach(Indexed.this::check);
          default -> {}
        }
        super.sendMessage(message);
      }
    };
  }

  private void check(Write write) {
    if (write.getUpdate().containsFields("expire_at")) {
      var path = write.getUpdate().getName().split("/", -1);
      String field = path[path.length - 2] + ".expire_at";
      if (!ended.contains(field)) {
        throw refused("no TTL policy for " + field);
      }
    }
  }

  void check(StructuredQuery query) {
    var asked = shape(query);
    if (asked.equal.isEmpty() && asked.ordered.isEmpty()) {
      return;
    }
    if (indexes.stream().noneMatch(index -> serves(index, asked))) {
      throw refused("the query requires an index: " + asked);
    }
  }

  private static RuntimeException refused(String why) {
    return Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException();
  }

  private static boolean serves(JsonObject index, Shape asked) {
    if (!index.get("collectionGroup").getAsString().equals(asked.collection)) {
      return false;
    }
    var fields = objects(index.getAsJsonArray("fields"));
    int given = asked.equal.size();
    if (fields.size() != given + asked.ordered.size()) {
      return false;
    }
    Set<String> equal = new HashSet<>();
    fields.subList(0, given).forEach(field -> equal.add(name(field)));
    List<String> forward = new ArrayList<>();
    List<String> backward = new ArrayList<>();
    for (var field : fields.subList(given, fields.size())) {
      boolean up = !field.has("order") || field.get("order").getAsString().equals("ASCENDING");
      forward.add(name(field) + (up ? '+' : '-'));
      backward.add(name(field) + (up ? '-' : '+'));
    }
    return equal.equals(asked.equal)
        && (forward.equals(asked.ordered) || backward.equals(asked.ordered));
  }

  private static String name(JsonObject field) {
    return field.get("fieldPath").getAsString() + (field.has("arrayConfig") ? "[]" : "");
  }

  private static Shape shape(StructuredQuery query) {
    Set<String> equal = new HashSet<>();
    Set<String> ranges = new HashSet<>();
    for (var filter : filters(query.getWhere())) {
      var field = filter.getFieldFilter();
      String name = field.getField().getFieldPath();
      switch (field.getOp()) {
        case Operator.EQUAL, Operator.IN -> equal.add(name);
        case Operator.ARRAY_CONTAINS -> equal.add(name + "[]");
        default -> ranges.add(name);
      }
    }
    List<String> ordered = new ArrayList<>();
    query
        .getOrderByList()
        .forEach(
            order -> {
              String name = order.getField().getFieldPath();
              boolean up = order.getDirection() != StructuredQuery.Direction.DESCENDING;
              // Every index ends with the name.
              if (!name.equals("__name__")) {
                ordered.add(name + (up ? '+' : '-'));
              }
              ranges.remove(name);
            });
    ranges.forEach(name -> ordered.addFirst(name + '+'));
    return new Shape(query.getFrom(0).getCollectionId(), equal, ordered);
  }

  private static Collection<StructuredQuery.Filter> filters(StructuredQuery.Filter where) {
    return switch (where.getFilterTypeCase()) {
      case COMPOSITE_FILTER ->
          where.getCompositeFilter().getFiltersList().stream()
              .flatMap(filter -> filters(filter).stream())
              .toList();
      case FIELD_FILTER -> List.of(where);
      default -> List.of();
    };
  }
}
