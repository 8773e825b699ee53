package cloud.olympus.webhooks.web.log;

/** Names of fields that mean the same on every line. */
public final class Fields {
  /** The W3C trace context that a line belongs to; written as Cloud Logging's trace. */
  public static final String TRACEPARENT = "traceparent";

  /** The id of a failure, which the caller was told too. */
  public static final String INCIDENT = "incident";

  /** The tenant concerned. */
  public static final String TENANT_ID = "tenant_id";

  /** The event concerned. */
  public static final String EVENT_ID = "event_id";

  /** The subscription concerned. */
  public static final String WEBHOOK_ID = "webhook_id";

  /** The delivery concerned. */
  public static final String DELIVERY_ID = "delivery_id";

  private Fields() {}
}
