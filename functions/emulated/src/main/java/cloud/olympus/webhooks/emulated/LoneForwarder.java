package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One forwarder as it is deployed, on the emulators, and no bus: who measures it pushes himself.
 */
final class LoneForwarder implements AutoCloseable {

  private final Environment environment =
      new Environment(Files.createTempDirectory("olympus-forwarder"));
  private final Emulators emulators = new Emulators();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> webhooks = new ArrayList<>();
  private final Started forwarder;

  /**
   * Starts it.
   *
   * @param endpoints that every event goes to
   */
  LoneForwarder(List<String> endpoints) throws Exception {
    this(endpoints, List.of());
  }

  /** Likewise, with options for its JVM. */
  LoneForwarder(List<String> endpoints, List<String> options) throws Exception {
    var addresses = emulators.addresses();
    try (var started = start(Deployed.SUBSCRIPTION_API, List.of(), addresses)) {
      started.firstWork(base -> Deployed.SUBSCRIPTION_API.work(base, environment));
      try (var api = new ApiClient(started.base().toString(), environment.token())) {
        for (String url : endpoints) {
          webhooks.add(api.subscribe(url, "*"));
        }
      }
    }
    forwarder = start(Deployed.EVENT_FORWARDER, options, addresses);
    forwarder.firstWork(base -> Deployed.EVENT_FORWARDER.work(base, environment));
  }

  private Started start(Deployed function, List<String> options, Map<Emulator, String> addresses)
      throws Exception {
    var zip = FunctionZip.of(function.artifact());
    Path folder = environment.folder(function);
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(ColdStarts.zip(zip, zip.extract(folder).toString()));
    return Started.java(
        List.of(),
        arguments,
        function.target(),
        environment.of(function, addresses),
        folder.resolve("output.log"));
  }

  /** Pushes an event, and returns once it is answered with 2xx. */
  void push() {
    push("order-1");
  }

  /** Likewise, one about an order of this name. */
  void push(String order) {
    send(Deployed.event(forwarder.base(), order));
  }

  /** The ids of the subscriptions of its endpoints, in their order. */
  List<String> webhooks() {
    return List.copyOf(webhooks);
  }

  /** Wakes the lane of a subscription, and returns once that is answered with 2xx. */
  void wake(String webhook) {
    var lane = new JsonObject();
    lane.addProperty("tenant_id", DevelopmentKeys.TENANT);
    lane.addProperty("webhook_id", webhook);
    send(
        HttpRequest.newBuilder(forwarder.base().resolve(EventForwarder.WAKE))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(lane.toString()))
            .build());
  }

  private void send(HttpRequest request) {
    try {
      int status = http.send(request, BodyHandlers.ofString()).statusCode();
      if (status / 100 != 2) {
        throw new IllegalStateException("a call was answered " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a call was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something so many times, by so many threads at once. */
  static void times(int number, int atOnce, Runnable what) {
    var left = new AtomicInteger(number);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < atOnce; i++) {
        threads.execute(
            () -> {
              while (left.getAndDecrement() > 0) {
                what.run();
              }
            });
      }
    }
  }

  /** CPU time so far, in milliseconds. */
  double cpu() {
    return forwarder.cpu();
  }

  /** The most memory that it had so far, in MiB. */
  double peakMemory() throws IOException {
    return forwarder.peakMemory();
  }

  @Override
  public void close() {
    forwarder.close();
    http.close();
    emulators.close();
  }
}
