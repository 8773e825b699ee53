package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.emulator.EmulatorProcess;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that is deployed, running. */
public final class Shape implements AutoCloseable {

  private final Environment environment;
  private final EmulatorProcess firestore = EmulatorProcess.start(Emulator.FIRESTORE);
  private final EmulatorProcess pubSub = EmulatorProcess.start(Emulator.PUBSUB);
  private final EmulatorProcess tasks = EmulatorProcess.start(Emulator.TASKS);
  private final Balancer balancer = new Balancer();
  private final Balancer wakeups = new Balancer();
  private final List<InvokerProcess> forwarders = new ArrayList<>();
  private final InvokerProcess stripe;
  private final List<InvokerProcess> apis = new ArrayList<>();
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
    this(folder, instances, sweep, Release.current(Version.PLATFORM));
  }

  /** Likewise, from a release; of several forwarders every other one from this one. */
  Shape(Path folder, int instances, Duration sweep, Release release) throws Exception {
    this.environment = new Environment(folder);
    Topics.create(pubSub.address(), balancer.url());
    for (int i = 0; i < instances; i++) {
      addForwarder(i % 2 == 0 ? release : Release.current(Version.PLATFORM));
    }
    stripe = start(Deployed.STRIPE_WEBHOOK, release);
    apis.add(start(Deployed.SUBSCRIPTION_API, release));
    scheduler = Thread.ofPlatform().daemon().start(() -> sweepEvery(sweep));
  }

  /** Starts one more instance of the forwarder. */
  void addForwarder(Release release) throws Exception {
    var forwarder = start(Deployed.EVENT_FORWARDER, release);
    forwarders.add(forwarder);
    balancer.add(forwarder.base().getPort());
    wakeups.add(forwarder.base().getPort());
  }

  /** Starts one more instance of the API, and gives its base URL. */
  URI addApi(Release release) throws Exception {
    var started = start(Deployed.SUBSCRIPTION_API, release);
    apis.add(started);
    return started.base();
  }

  private InvokerProcess start(Deployed function, Release release) throws Exception {
    var addresses =
        Map.of(
            Emulator.FIRESTORE, firestore.address(),
            Emulator.PUBSUB, pubSub.address(),
            Emulator.TASKS, tasks.address());
    return InvokerProcess.of(
        release.zip(function),
        release.invoker(),
        function.target(),
        environment.of(function, addresses, wakeups.url()),
        Files.createTempDirectory(environment.folder(function), "instance"));
  }

  /** Base URL of {@code stripe-webhook}. */
  public URI stripeUrl() {
    return stripe.base();
  }

  /** Base URL of {@code subscription-api}. */
  public URI apiUrl() {
    return apis.getFirst().base();
  }

  /**
   * A client of an instance of the API that has answered once: two cold JVMs on a busy machine may
   * take longer for that than a call to Firestore may.
   */
  ApiClient client(URI url) {
    var client = new ApiClient(url.toString(), token());
    ApiClient.await("the API is warm", () -> client.get("/v1/webhooks").statusCode() == 200);
    return client;
  }

  /** What Stripe's events are signed with. */
  public String stripeSecret() {
    return environment.stripeSecret();
  }

  /** A token that may do everything. */
  public String token() {
    return environment.token();
  }

  /**
   * Waits until a function ends by itself.
   *
   * @return its name, and its end as the system tells it
   */
  String awaitEnd() {
    return Stream.of(
            end(Deployed.STRIPE_WEBHOOK, stripe),
            end(Deployed.EVENT_FORWARDER, forwarders.getFirst()),
            end(Deployed.SUBSCRIPTION_API, apis.getFirst()))
        .reduce((one, other) -> one.applyToEither(other, end -> end))
        .orElseThrow()
        .join();
  }

  private static CompletableFuture<String> end(Deployed function, InvokerProcess process) {
    return process.end().thenApply(status -> function.artifact() + " ended with " + status);
  }

  /**
   * A receiver that shows what it got and whether it verifies; it runs as long as this process.
   *
   * @return its URL
   */
  String startInbox() throws IOException {
    return DevelopersInbox.start(environment.vault(), firestore.address());
  }

  /** {@code host:port} of Pub/Sub. */
  String pubSub() {
    return pubSub.address();
  }

  /** What the oldest instance of the forwarder has printed. */
  String forwarderOutput() throws IOException {
    return forwarders.getFirst().output();
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

  /** Stops the instance of the forwarder that has run for the longest, as the platform does. */
  void stopOldestForwarder() {
    var oldest = forwarders.removeFirst();
    balancer.remove(oldest.base().getPort());
    wakeups.remove(oldest.base().getPort());
    oldest.close();
  }

  /** Pub/Sub sees nothing of so many answers of the forwarder to come: their connection ends. */
  void loseAnswers(int number) {
    balancer.loseAnswers(number);
  }

  /** How many answers the forwarder has given Pub/Sub, those that were lost among them. */
  int answers() {
    return balancer.answers();
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

  /** Has wake-ups go to another port, where they are lost; to the forwarder again where null. */
  void divertWakeups(@Nullable Integer port) {
    wakeups.divert(port);
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
    apis.forEach(InvokerProcess::close);
    stripe.close();
    forwarders.forEach(InvokerProcess::close);
    balancer.close();
    wakeups.close();
    tasks.close();
    pubSub.close();
    firestore.close();
    http.close();
  }
}
