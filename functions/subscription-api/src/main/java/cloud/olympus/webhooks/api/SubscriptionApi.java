package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.Skip;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.LaneKey;
import cloud.olympus.webhooks.lane.OutOfTurn;
import cloud.olympus.webhooks.lane.Waker;
import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.Health;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.Standalone;
import cloud.olympus.webhooks.web.log.Fields;
import cloud.olympus.webhooks.web.log.Log;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The function that subscribers, publishers and operators talk to. Everything under {@code /v1}
 * asks for a bearer token and shows only what belongs to the token's tenant: another tenant's id is
 * answered as one that does not exist. Public keys are for anybody. Thread-safe.
 */
public final class SubscriptionApi implements HttpFunction {

  /** Its name in logs and in {@code /health}. */
  public static final String SERVICE = "subscription-api";

  private final HttpFunction routes;

  /** As the platform starts it: from the environment. */
  public SubscriptionApi() {
    this.routes = Standalone.start(SERVICE, System.getenv(), Wiring::assemble);
  }

  /**
   * With everything that it needs.
   *
   * @param courier makes test deliveries
   * @param threads where those wait for their turn
   * @param urls judges the URLs of subscribers before they are saved
   * @param clock whatever finer it shows, times are kept in whole milliseconds
   * @param random makes ids and secrets: thread-safe and unpredictable, as {@link
   *     java.security.SecureRandom}
   */
  public SubscriptionApi(
      Ports ports,
      Courier courier,
      Threads threads,
      Catalogue catalogue,
      UrlJudge urls,
      Authenticator authenticator,
      InstantSource clock,
      RandomGenerator random,
      Log log) {
    InstantSource now = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var secrets = new Secrets(ports.vault());
    var keyPairs = new KeyPairs(ports.tenantKeys(), ports.vault(), now);
    var waker = new Waker(ports.lanes(), ports.wakeups(), now, (lane, e) -> unwoken(log, lane, e));
    var outOfTurn =
        new OutOfTurn(
            ports.lanes(), ports.wakeups(), threads, now, (lane, e) -> unwoken(log, lane, e));
    var posts = new IdempotentPosts(ports.idempotencyKeys(), ports.vault(), now);
    var subscriptions = ports.subscriptions();
    List<Resource> resources =
        List.of(
            new WebhooksResource(
                subscriptions,
                ports.deliveries(),
                secrets,
                keyPairs,
                ports.lanes(),
                waker,
                posts,
                catalogue,
                urls,
                now,
                random),
            new SecretsResource(subscriptions, secrets, posts, now, random),
            new SigningKeysResource(keyPairs, posts),
            new TestResource(
                subscriptions,
                ports.events(),
                ports.killSwitches(),
                courier,
                outOfTurn,
                posts,
                catalogue,
                now,
                random),
            new DeliveriesResource(
                subscriptions,
                ports.events(),
                ports.deliveries(),
                new Skip(ports.deliveries(), waker, now)),
            new PublishResource(ports.bus(), catalogue, random),
            new EventsResource(ports.events(), ports.deliveries()),
            new EventTypesResource(catalogue),
            new DeadLettersResource(ports.deadLetters()),
            new StripeAccountsResource(ports.accounts()),
            new KillSwitchResource(ports.killSwitches(), subscriptions, waker, now));
    var router = Router.builder(log, random).authenticator(authenticator);
    router.route(Health.route(SERVICE, List::of));
    new JwksResource(keyPairs).routes().forEach(router::route);
    resources.forEach(
        resource -> resource.routes().forEach(route -> router.route(route.forPrincipals())));
    this.routes = router.build();
  }

  private static void unwoken(Log log, LaneKey lane, Unavailable e) {
    log.warning(
        "lane not woken, left to the sweep",
        Map.of(Fields.TENANT_ID, lane.tenantId(), Fields.WEBHOOK_ID, lane.webhookId()),
        e);
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws Exception {
    routes.service(request, response);
  }
}
