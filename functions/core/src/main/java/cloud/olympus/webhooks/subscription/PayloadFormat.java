package cloud.olympus.webhooks.subscription;

import cloud.olympus.webhooks.event.Event;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The shape of the body that a subscription gets. One URL gets one shape. */
public enum PayloadFormat {
  /**
   * The six fields of the platform's envelope and no other; an absent {@code location_id} is left
   * out.
   */
  OLYMPUS {
    @Override
    String text(Event event) {
      var text = new StringBuilder(event.data().length() + 256);
      text.append("{\"id\":\"").append(event.id());
      text.append("\",\"type\":\"").append(event.type());
      text.append("\",\"tenant_id\":\"").append(event.tenantId());
      if (event.locationId() != null) {
        text.append("\",\"location_id\":\"").append(event.locationId());
      }
      text.append("\",\"timestamp\":").append(new JsonPrimitive(event.timestamp()));
      return text.append(",\"data\":").append(event.data()).append('}').toString();
    }
  },
  /** {@code {"event", "data"}}, as receivers of the ordering product know it. */
  STOREKIT {
    @Override
    String text(Event event) {
      return "{\"event\":\"" + event.type() + "\",\"data\":" + event.data() + '}';
    }
  };

  abstract String text(Event event);

  /** The bytes to sign and send; the producer's number text and key order untouched. */
  public byte[] body(Event event) {
    return text(event).getBytes(StandardCharsets.UTF_8);
  }

  /** Lower case, as in the API and in every store. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of a code. */
  public static Optional<PayloadFormat> ofCode(String code) {
    for (var format : values()) {
      if (format.code().equals(code)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * Where a subscription names none: {@code storekit} if that is its one source, else {@code
   * olympus}.
   */
  public static PayloadFormat defaultFor(Set<String> sources) {
    return sources.equals(Set.of("storekit")) ? STOREKIT : OLYMPUS;
  }
}
