package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.emulator.EmulatorProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Everything that is deployed, running. */
public final class Shape implements AutoCloseable {

  private final Path folder;
  private final DevelopmentKeys keys;
  private final EmulatorProcess firestore = EmulatorProcess.start(Emulator.FIRESTORE);
  private final EmulatorProcess pubSub = EmulatorProcess.start(Emulator.PUBSUB);
  private EmulatorProcess tasks = EmulatorProcess.start(Emulator.TASKS);
  private final Balancer balancer = new Balancer();
  private final List<InvokerProcess> forwarders = new ArrayList<>();
  private final InvokerProcess stripe;
  private final InvokerProcess api;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread scheduler;

  /**
   * Starts it all.
   *
   * @param folder takes keys and what the functions print
   * @param instances of the forwarder
   * @param sweep how often the scheduler calls
   */
  public Shape(Path folder, int instances, Duration sweep) throws Exception {
    this.folder = folder;
    this.keys = DevelopmentKeys.in(folder, new SecureRandom());
    Files.writeString(folder.resolve("keyset.json"), TinkVault.generateKeyset());
    Files.writeString(folder.resolve("jwks.json"), keys.jwks());
    Topics.create(pubSub.address(), balancer.url());
    for (int i = 0; i < instances; i++) {
      var forwarder = start("event-forwarder", EventForwarder.class.getName(), forwarderSettings());
      forwarders.add(forwarder);
      balancer.add(forwarder.base().getPort());
    }
    stripe = start("stripe-webhook", "cloud.olympus.webhooks.stripe.StripeWebhook", stripe());
    api = start("subscription-api", "cloud.olympus.webhooks.api.SubscriptionApi", api());
    scheduler = Thread.ofPlatform().daemon().start(() -> sweepEvery(sweep));
  }

  private InvokerProcess start(String module, String function, Map<String, String> settings)
      throws Exception {
    Path output = Files.createDirectories(folder.resolve(module));
    return InvokerProcess.of(
        FunctionZip.of(module), InvokerProcess.Version.PLATFORM, function, settings, output);
  }

  private Map<String, String> everyones() {
    Map<String, String> settings = new HashMap<>();
    settings.put("GOOGLE_CLOUD_PROJECT", Emulator.PROJECT);
    settings.put("WEBHOOKS_PUBSUB_PROJECT", Emulator.PROJECT);
    settings.put("PUBSUB_EMULATOR_HOST", pubSub.address());
    return settings;
  }

  private Map<String, String> stripe() {
    var settings = everyones();
    settings.put("WEBHOOKS_STRIPE_SIGNING_SECRETS", keys.stripeSecret().reveal());
    settings.put("WEBHOOKS_STRIPE_LIVE_ONLY", "false");
    return settings;
  }

  private Map<String, String> stores() {
    var settings = everyones();
    settings.put("FIRESTORE_EMULATOR_HOST", firestore.address());
    settings.put("CLOUD_TASKS_EMULATOR_HOST", tasks.address());
    settings.put("WEBHOOKS_FIRESTORE_PROJECT", Emulator.PROJECT);
    settings.put("WEBHOOKS_TASKS_QUEUES", String.join(",", Emulator.QUEUES));
    settings.put("WEBHOOKS_FORWARDER_URL", balancer.url());
    settings.put("WEBHOOKS_KEYSET_FILE", folder.resolve("keyset.json").toString());
    settings.put("WEBHOOKS_ALLOW_LOOPBACK", "true");
    return settings;
  }

  private Map<String, String> forwarderSettings() {
    var settings = stores();
    settings.put("WEBHOOKS_OIDC", "off");
    return settings;
  }

  private Map<String, String> api() {
    var settings = stores();
    settings.put("WEBHOOKS_JWT_ISSUER", DevelopmentKeys.ISSUER);
    settings.put("WEBHOOKS_JWT_AUDIENCE", DevelopmentKeys.AUDIENCE);
    settings.put("WEBHOOKS_JWT_ALGORITHMS", "ES256");
    settings.put("WEBHOOKS_JWT_JWKS_FILE", folder.resolve("jwks.json").toString());
    return settings;
  }

  /** Base URL of {@code stripe-webhook}. */
  public URI stripeUrl() {
    return stripe.base();
  }

  /** Base URL of {@code subscription-api}. */
  public URI apiUrl() {
    return api.base();
  }

  /** What Stripe's events are signed with. */
  public String stripeSecret() {
    return keys.stripeSecret().reveal();
  }

  /** A token that may do everything. */
  public String token() {
    return keys.token(Instant.now());
  }

  /** {@code host:port} of Pub/Sub. */
  String pubSub() {
    return pubSub.address();
  }

  /** Where the instances of the forwarder are, together. */
  String forwarderUrl() {
    return balancer.url();
  }

  /** Kills an instance of the forwarder as an instance is lost, and starts it anew. */
  void killForwarder(int instance) throws Exception {
    var killed = forwarders.get(instance);
    killed.kill();
    forwarders.set(instance, killed.again());
  }

  /** Stops Firestore's process for a while: it keeps what it has, and answers nothing. */
  void freezeFirestore(Duration duration) throws IOException, InterruptedException {
    signal("-STOP");
    TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(firestore.pid())).start().waitFor();
  }

  /** Forgets every wake-up that waits. */
  void loseWakeups() {
    tasks = tasks.again();
  }

  /** What the instances of the forwarder have printed. */
  String forwarderOutput() throws IOException {
    var text = new StringBuilder();
    for (var forwarder : forwarders) {
      text.append(forwarder.output());
    }
    return text.toString();
  }

  private void sweepEvery(Duration pause) {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        sweep();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void sweep() throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(balancer.url() + EventForwarder.SWEEP))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      http.send(request, BodyHandlers.discarding());
    } catch (IOException e) {
      // The next one is soon.
    }
  }

  @Override
  public void close() throws IOException {
    scheduler.interrupt();
    api.close();
    stripe.close();
    forwarders.forEach(InvokerProcess::close);
    balancer.close();
    tasks.close();
    pubSub.close();
    firestore.close();
    http.close();
  }
}
