package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.firestore.v1.StructuredQuery;
import com.google.firestore.v1.StructuredQuery.CollectionSelector;
import com.google.firestore.v1.StructuredQuery.CompositeFilter;
import com.google.firestore.v1.StructuredQuery.Direction;
import com.google.firestore.v1.StructuredQuery.FieldFilter;
import com.google.firestore.v1.StructuredQuery.FieldFilter.Operator;
import com.google.firestore.v1.StructuredQuery.FieldReference;
import com.google.firestore.v1.StructuredQuery.Filter;
import com.google.firestore.v1.StructuredQuery.Order;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

/** What every query of the other tests is held against. */
class IndexedTest {

  private final Indexed indexed = new Indexed();

  @Test
  void aQueryThatAnIndexServesPassesInBothDirections() {
    assertDoesNotThrow(() -> indexed.check(letters("tenant", "at", Direction.DESCENDING)));
    assertDoesNotThrow(() -> indexed.check(letters("tenant", "at", Direction.ASCENDING)));
  }

  @Test
  void aQueryByAnotherFieldOrInAnotherOrderDoesNot() {
    for (var query :
        new StructuredQuery[] {
          letters("reason", "at", Direction.DESCENDING),
          letters("tenant", "reason", Direction.DESCENDING),
          letters("at", "tenant", Direction.ASCENDING),
        }) {
      assertThrows(StatusRuntimeException.class, () -> indexed.check(query), query::toString);
    }
  }

  private static StructuredQuery letters(String given, String ordered, Direction direction) {
    return StructuredQuery.newBuilder()
        .addFrom(CollectionSelector.newBuilder().setCollectionId("dead_letters"))
        .setWhere(
            Filter.newBuilder()
                .setCompositeFilter(
                    CompositeFilter.newBuilder()
                        .setOp(CompositeFilter.Operator.AND)
                        .addFilters(
                            Filter.newBuilder()
                                .setFieldFilter(
                                    FieldFilter.newBuilder()
                                        .setField(field(given))
                                        .setOp(Operator.EQUAL)))))
        .addOrderBy(Order.newBuilder().setField(field(ordered)).setDirection(direction))
        .addOrderBy(Order.newBuilder().setField(field("__name__")).setDirection(direction))
        .build();
  }

  private static FieldReference field(String name) {
    return FieldReference.newBuilder().setFieldPath(name).build();
  }
}
