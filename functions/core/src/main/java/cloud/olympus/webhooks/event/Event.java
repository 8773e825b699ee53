package cloud.olympus.webhooks.event;

import org.jspecify.annotations.Nullable;

/**
 * One event, as its producer stated it. Immutable; every field has passed {@link EnvelopeReader} or
 * was made by our own code.
 *
 * @param tenantId whose event it is, {@code [A-Za-z0-9_-]{1,128}}
 * @param id the producer's id, {@code [A-Za-z0-9_-]{1,128}}, unique within the tenant: the
 *     idempotency key inside
 * @param type full-stop delimited name, for example {@code order.created}
 * @param source who produces it: {@code olympus}, {@code storekit} or {@code stripe}; part of the
 *     catalogue's key
 * @param locationId the restaurant, or null where the event is about the whole tenant
 * @param timestamp RFC 3339 text, passed on as it was given
 * @param data JSON object text without white space; the producer's number text and key order
 * @param orderingKey events of one key keep their order for those who ask for it
 * @param subjectRef whom the data is about, for erasure
 * @param test true for samples and for a payment provider's test mode, so that no till prints it
 * @param traceparent W3C trace context of the producer
 */
public record Event(
    String tenantId,
    String id,
    String type,
    String source,
    @Nullable String locationId,
    String timestamp,
    String data,
    @Nullable String orderingKey,
    @Nullable String subjectRef,
    boolean test,
    @Nullable String traceparent) {

  /** The source of an envelope that names none. */
  public static final String DEFAULT_SOURCE = "olympus";

  /** The largest envelope accepted, in bytes, before base64. */
  public static final int MAX_BYTES = 256 * 1024;

  /** The longest ordering key, subject or trace, in characters. */
  public static final int MAX_TEXT = 256;

  /** Where this event is kept. */
  public EventKey key() {
    return new EventKey(tenantId, id);
  }

  /** The same with an ordering key, or with none. */
  public Event inOrderOf(@Nullable String key) {
    return new Event(
        tenantId,
        id,
        type,
        source,
        locationId,
        timestamp,
        data,
        key,
        subjectRef,
        test,
        traceparent);
  }
}
