package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures from the start of a process to the first answer that did work: each function as its zip
 * under the platform's Invoker, and in the {@link Layout} of an image, beside a function that does
 * nothing, all in turns. To be run at the top of the repository.
 */
public final class ColdStarts {

  private static final String BARE = "bare function";
  private static final int ROUNDS = Integer.getInteger("rounds", 7);

  private final Path folder = Files.createTempDirectory("olympus-cold");
  private final Environment environment = new Environment(folder);
  private final Map<Emulator, String> addresses;

  private ColdStarts(Map<Emulator, String> addresses) throws Exception {
    this.addresses = addresses;
  }

  /** A function that does nothing. */
  public static final class Bare implements HttpFunction {
    /** As the Invoker makes it. */
    public Bare() {}

    @Override
    public void service(HttpRequest request, HttpResponse response) throws IOException {
      response.getWriter().write("ok");
    }
  }

  /** Takes nothing; prints a table. */
  public static void main(String[] none) throws Exception {
    try (var emulators = new Emulators()) {
      var run = new ColdStarts(emulators.addresses());
      for (var function : Deployed.values()) {
        Training.train(function, run.environment, run.addresses);
      }
      run.measure();
    }
  }

  private void measure() throws Exception {
    Map<String, List<String>> ways = new LinkedHashMap<>();
    Path self =
        Path.of(ColdStarts.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ways.put(BARE, zip(FunctionZip.of("stripe-webhook"), self.toString()));
    for (var function : Deployed.values()) {
      var zip = FunctionZip.of(function.artifact());
      String jar = zip.extract(environment.folder(function)).toString();
      ways.put(function.artifact() + " as a zip", zip(zip, jar));
      var layout = Layout.of(function);
      ways.put(function.artifact() + " in an image", layout.arguments(layout.toString()));
    }
    System.out.println("| | 2 cores | | 1 core | |\n|---|---|---|---|---|");
    var two = rounds(ways, List.of());
    var one = rounds(ways, List.of("taskset", "-c", "0"));
    double bareOfTwo = median(two, BARE);
    double bareOfOne = median(one, BARE);
    for (var way : ways.keySet()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f ms | %.2f | %.0f ms | %.2f |%n",
          way,
          median(two, way),
          median(two, way) / bareOfTwo,
          median(one, way),
          median(one, way) / bareOfOne);
    }
  }

  /** What a zip is started with under the Invoker that the platform brings. */
  static List<String> zip(FunctionZip zip, String classPath) {
    Path invoker = InvokerProcess.Version.PLATFORM.beside(zip);
    return List.of("-jar", invoker.toString(), "--classpath", classPath);
  }

  private Map<String, List<Double>> rounds(Map<String, List<String>> ways, List<String> prefix)
      throws Exception {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (var way : ways.entrySet()) {
        times
            .computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
            .add(once(way.getKey(), prefix, way.getValue()));
      }
    }
    return times;
  }

  private static double median(Map<String, List<Double>> times, String way) {
    return times.getOrDefault(way, List.of()).stream()
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  private double once(String way, List<String> prefix, List<String> arguments) throws Exception {
    Path output = folder.resolve("output.log");
    for (var function : Deployed.values()) {
      if (way.startsWith(function.artifact())) {
        var settings = environment.of(function, addresses);
        try (var started = Started.java(prefix, arguments, function.target(), settings, output)) {
          return started.firstWork(base -> function.work(base, environment));
        }
      }
    }
    try (var started = Started.java(prefix, arguments, Bare.class.getName(), Map.of(), output)) {
      return started.firstWork(base -> java.net.http.HttpRequest.newBuilder(base).build());
    }
  }
}
