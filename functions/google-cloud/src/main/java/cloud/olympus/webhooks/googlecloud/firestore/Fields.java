package cloud.olympus.webhooks.googlecloud.firestore;

import com.google.cloud.Timestamp;
import com.google.cloud.firestore.DocumentSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a document, or of a map in one, under their names and with their types. */
record Fields(Map<String, Object> map) {

  static final Fields NONE = new Fields(Map.of());

  static Fields of(DocumentSnapshot snapshot) {
    return new Fields(Objects.requireNonNull(snapshot.getData(), "the document exists"));
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) {
    return Optional.ofNullable((String) map.get(name));
  }

  long number(String name) {
    return map.get(name) instanceof Long number ? number : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(map.get(name));
  }

  Instant instant(String name) {
    return optionalInstant(name).orElseThrow(() -> missing(name));
  }

  Optional<Instant> optionalInstant(String name) {
    return Optional.ofNullable((Timestamp) map.get(name))
        .map(at -> Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object text : list(name)) {
      texts.add((String) text);
    }
    return texts;
  }

  List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (Object number : list(name)) {
      numbers.add((Long) number);
    }
    return numbers;
  }

  /** All of them, which are numbers. */
  Map<String, Long> numberMap() {
    Map<String, Long> numbers = new HashMap<>();
    map.forEach((key, value) -> numbers.put(key, (Long) value));
    return numbers;
  }

  Map<String, String> textMap(String name) {
    Map<String, String> texts = new HashMap<>();
    nested(name).map().forEach((key, text) -> texts.put(key, (String) text));
    return texts;
  }

  List<Fields> each(String name) {
    return list(name).stream().map(Fields::nested).toList();
  }

  /** A map in the document; empty where it has none of that name. */
  Fields nested(String name) {
    return nested(map.get(name));
  }

  private List<?> list(String name) {
    return map.get(name) instanceof List<?> list ? list : List.of();
  }

  private static Fields nested(@Nullable Object value) {
    Map<String, Object> nested = new HashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> nested.put((String) key, inner));
    }
    return new Fields(nested);
  }

  private IllegalStateException missing(String name) {
    return new IllegalStateException("a stored document has no " + name);
  }

  /** An instant as Firestore keeps it: to the microsecond, the rest is cut off. */
  static Timestamp timestamp(Instant instant) {
    return Timestamp.ofTimeSecondsAndNanos(
        instant.getEpochSecond(), instant.getNano() / 1_000 * 1_000);
  }

  static @Nullable Timestamp timestampOrNull(@Nullable Instant instant) {
    return instant == null ? null : timestamp(instant);
  }
}
