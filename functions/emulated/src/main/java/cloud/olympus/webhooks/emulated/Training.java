package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.emulator.Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * Lets a function do its work once, so that the JVM can keep what it loaded, linked and profiled.
 */
final class Training {

  private Training() {}

  /**
   * Makes the {@link Layout}'s cache.
   *
   * @param addresses of emulators that run
   */
  static void train(Deployed function, Environment environment, Map<Emulator, String> addresses)
      throws IOException, InterruptedException {
    var layout = Layout.of(function);
    Files.deleteIfExists(layout.cache());
    var settings = environment.of(function, addresses);
    var output = environment.folder(function).resolve("training.log");
    try (var started =
        Started.java(List.of(), layout.training(), function.target(), settings, output)) {
      started.firstWork(base -> function.work(base, environment));
    }
    if (!Files.exists(layout.cache())) {
      throw new IOException("the JVM kept nothing: " + Files.readString(output));
    }
  }
}
