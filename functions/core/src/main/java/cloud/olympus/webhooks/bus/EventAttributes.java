package cloud.olympus.webhooks.bus;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a message of the bus says beside its data, so that services can subscribe with a filter. */
public final class EventAttributes {

  private EventAttributes() {}

  /**
   * {@code event_id}, {@code type}, {@code domain}, {@code tenant_id}, {@code source}, and those
   * that the event has.
   */
  public static Map<String, String> of(Event event, Catalogue catalogue) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("event_id", event.id());
    attributes.put("type", event.type());
    catalogue
        .domainOf(event.source(), event.type())
        .ifPresent(domain -> attributes.put("domain", domain));
    attributes.put("tenant_id", event.tenantId());
    if (event.locationId() != null) {
      attributes.put("location_id", event.locationId());
    }
    attributes.put("source", event.source());
    if (event.traceparent() != null) {
      attributes.put("traceparent", event.traceparent());
    }
    if (event.orderingKey() != null) {
      attributes.put("ordered", "1");
    }
    return attributes;
  }

  /** Of a dead letter: why it is one, and whose. */
  public static Map<String, String> of(DeadLetter letter) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("reason", letter.reason());
    attributes.put("detail", letter.detail());
    if (letter.tenantId() != null) {
      attributes.put("tenant_id", letter.tenantId());
    }
    if (letter.eventId() != null) {
      attributes.put("event_id", letter.eventId());
    }
    return attributes;
  }
}
