package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ApiClient;
import cloud.olympus.webhooks.testkit.http.Arrivals;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the forwarder's CPU time an event, as it is deployed, at fan-outs of 1 and 5: what
 * {@code docs/cost.md} reckons with. To be run at the top of the repository.
 */
public final class CpuAnEvent {

  private static final int WARM = 2_000;
  private static final int EVENTS = 4_000;
  private static final int AT_ONCE = 16;

  private CpuAnEvent() {}

  /** Takes nothing; prints a table. */
  public static void main(String[] none) throws Exception {
    System.out.println("| Fan-out | CPU an event | Events/s |\n|---|---|---|");
    for (int fanOut : List.of(1, 5)) {
      measure(fanOut);
    }
  }

  private static void measure(int fanOut) throws Exception {
    Path folder = Files.createTempDirectory("olympus-cpu");
    var environment = new Environment(folder);
    try (var emulators = new Emulators();
        var arrivals = new Arrivals()) {
      var addresses = emulators.addresses();
      try (var started = start(Deployed.SUBSCRIPTION_API, environment, addresses)) {
        started.firstWork(base -> Deployed.SUBSCRIPTION_API.work(base, environment));
        try (var api = new ApiClient(started.base().toString(), environment.token())) {
          for (int i = 0; i < fanOut; i++) {
            api.subscribe(arrivals.url("/" + i), "*");
          }
        }
      }
      try (var forwarder = start(Deployed.EVENT_FORWARDER, environment, addresses)) {
        forwarder.firstWork(base -> Deployed.EVENT_FORWARDER.work(base, environment));
        push(forwarder, environment, WARM);
        double before = forwarder.cpu();
        long began = System.nanoTime();
        push(forwarder, environment, EVENTS);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "| %d | %.2f ms | %.0f |%n",
            fanOut,
            (forwarder.cpu() - before) / EVENTS,
            EVENTS / seconds);
      }
    }
  }

  private static Started start(
      Deployed function, Environment environment, Map<Emulator, String> addresses)
      throws Exception {
    var zip = FunctionZip.of(function.artifact());
    Path folder = environment.folder(function);
    return Started.java(
        List.of(),
        ColdStarts.zip(zip, zip.extract(folder).toString()),
        function.target(),
        environment.of(function, addresses),
        folder.resolve("output.log"));
  }

  private static void push(Started forwarder, Environment environment, int events)
      throws InterruptedException {
    var left = new AtomicInteger(events);
    try (var http = HttpClient.newHttpClient();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        threads.execute(
            () -> {
              while (left.getAndDecrement() > 0) {
                one(http, forwarder, environment);
              }
            });
      }
    }
  }

  private static void one(HttpClient http, Started forwarder, Environment environment) {
    try {
      var request = Deployed.EVENT_FORWARDER.work(forwarder.base(), environment);
      int status = http.send(request, BodyHandlers.ofString()).statusCode();
      if (status / 100 != 2) {
        throw new IllegalStateException("a push was answered " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a push was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
