package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every function is as it is deployed. */
public abstract class DeployableContract {

  private final FunctionZip zip;
  private final String function;
  private final long mostBytes;
  private final Set<String> absent;

  @TempDir private Path folder;

  /**
   * For subclasses.
   *
   * @param function its class
   * @param mostBytes how large its zip may be
   * @param absent packages, as folders, that it must not carry
   */
  protected DeployableContract(
      FunctionZip zip, Class<?> function, long mostBytes, Set<String> absent) {
    this.zip = zip;
    this.function = function.getName();
    this.mostBytes = mostBytes;
    this.absent = absent;
  }

  /** Starts it from its zip under the current Invoker, by hand. */
  protected InvokerProcess start(Map<String, String> settings) throws Exception {
    return start(Version.CURRENT, settings);
  }

  private InvokerProcess start(Version version, Map<String, String> settings) throws Exception {
    return InvokerProcess.byHand(zip, version, function, settings, folder);
  }

  /** Starts it as the platform does. */
  protected InvokerProcess startOnPlatform(Map<String, String> settings) throws Exception {
    return InvokerProcess.of(zip, Version.PLATFORM, function, settings, folder);
  }

  @Test
  void theZipIsOneLeanJarWithTheEntryPoint() throws Exception {
    System.out.printf("%s: %.1f MB%n", zip.file().getFileName(), zip.size() / 1e6);

    assertEquals(List.of(zip.file().getFileName().toString().replace(".zip", ".jar")), zip.names());
    assertTrue(zip.size() <= mostBytes, () -> "larger than " + mostBytes);
    var classes = zip.jarNames(folder);
    assertTrue(classes.contains(function.replace('.', '/') + ".class"));
    for (String name : classes) {
      assertTrue(absent.stream().noneMatch(name::startsWith), name);
      assertTrue(!name.startsWith("com/google/cloud/functions/"), () -> "the platform has " + name);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void onThePlatformWrongSettingsStopItsStartWithOneLineThatNamesEach(Version version)
      throws Exception {
    var settings = Map.of("WEBHOOKS_LOG_LEVELL", "info");

    var printed = InvokerProcess.refusal(zip, version, function, settings, folder);

    var critical = printed.lines().filter(line -> line.contains("\"severity\":\"CRITICAL\""));
    var line = critical.toList();
    assertEquals(1, line.size(), printed);
    assertTrue(line.getFirst().contains("\"WEBHOOKS_PUBSUB_PROJECT\""), printed);
    assertTrue(line.getFirst().contains("\"WEBHOOKS_LOG_LEVELL\""), printed);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void byHandItStartsWithoutSettingsUnderEachInvokerAndNamesWhatItMisses(Version version)
      throws Exception {
    try (var alone = start(version, Map.of())) {
      var health = alone.get("/health");

      assertEquals(503, health.statusCode());
      assertEquals(
          "application/problem+json", health.headers().firstValue("Content-Type").orElseThrow());
      assertTrue(health.body().contains("\"WEBHOOKS_PUBSUB_PROJECT\""), health.body());
      assertEquals(health.body(), alone.get("/health").body());
      assertTrue(alone.output().contains("\"severity\":\"CRITICAL\""), alone.output());
    }
  }
}
