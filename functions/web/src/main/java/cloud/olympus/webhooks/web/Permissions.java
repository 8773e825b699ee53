package cloud.olympus.webhooks.web;

/** What a token may allow. */
public final class Permissions {
  /** See subscriptions, deliveries and statistics. */
  public static final String WEBHOOKS_READ = "webhooks:read";

  /** Create, change, delete and test subscriptions; resend. */
  public static final String WEBHOOKS_WRITE = "webhooks:write";

  /** See a subscription's signing secret. */
  public static final String SECRETS_READ = "secrets:read";

  /** See events and where they went. */
  public static final String EVENTS_READ = "events:read";

  /** Publish events. */
  public static final String EVENTS_PUBLISH = "events:publish";

  /** See what is inside events and answers. */
  public static final String PAYLOAD_READ = "payload:read";

  /** Everything, of every tenant. */
  public static final String OPERATOR = "operator:*";

  private Permissions() {}
}
