package cloud.olympus.webhooks.stripe;

/** Snapshot events by hand, as small as Stripe's types allow. */
final class Snapshots {
  static final String METADATA = "{\"tenant_id\":\"tenant-1\",\"location_id\":\"location-1\"}";

  private Snapshots() {}

  /** An event of the platform's own, in live mode. */
  static String of(String type, String object) {
    return of(type, object, "");
  }

  /**
   * An event.
   *
   * @param more further members, each with a comma before it
   */
  static String of(String type, String object, String more) {
    return "{\"id\":\"evt_1\",\"object\":\"event\",\"api_version\":\"2026-10-28\","
        + "\"created\":1700000000,\"livemode\":true,\"pending_webhooks\":1,"
        + "\"type\":\""
        + type
        + "\",\"data\":{\"object\":"
        + object
        + "}"
        + more
        + "}";
  }

  /** A payment intent; the last of two equal members cannot be, so nothing may be given twice. */
  static String intent(String metadata, String more) {
    return "{\"id\":\"pi_1\",\"object\":\"payment_intent\",\"amount\":3100,\"currency\":\"gbp\","
        + "\"status\":\"succeeded\",\"metadata\":"
        + metadata
        + more
        + "}";
  }

  /** A charge. */
  static String charge(String intent, String more) {
    return "{\"id\":\"ch_1\",\"object\":\"charge\",\"amount\":3100,\"currency\":\"gbp\","
        + "\"status\":\"succeeded\",\"metadata\":"
        + METADATA
        + ",\"payment_intent\":"
        + intent
        + more
        + "}";
  }

  /** A refund or dispute of a charge of an intent. */
  static String about(String kind, String status, String metadata, String more) {
    return "{\"id\":\"xx_1\",\"object\":\""
        + kind
        + "\",\"amount\":450,\"currency\":\"gbp\",\"status\":\""
        + status
        + "\",\"charge\":\"ch_1\",\"metadata\":"
        + metadata
        + more
        + "}";
  }
}
