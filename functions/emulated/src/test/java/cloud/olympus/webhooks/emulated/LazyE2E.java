package cloud.olympus.webhooks.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.FunctionZip;
import cloud.olympus.webhooks.testkit.InvokerProcess;
import cloud.olympus.webhooks.testkit.InvokerProcess.Version;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import cloud.olympus.webhooks.testkit.http.ReceivingServer;
import cloud.olympus.webhooks.testkit.http.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a start does not wait for, so that it is short. */
class LazyE2E {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void itStartsWhileFirestoreIsSilentAndConnectsToNothingElse(Deployed function) throws Exception {
    try (var silent = new ReceivingServer().always(new Reply.Hang());
        var others = new ReceivingServer()) {
      var settings =
          new Environment(folder)
              .of(
                  function,
                  Map.of(
                      Emulator.FIRESTORE, "127.0.0.1:" + silent.port(),
                      Emulator.PUBSUB, "127.0.0.1:" + others.port(),
                      Emulator.TASKS, "127.0.0.1:" + others.port()));
      var zip = FunctionZip.of(function.artifact());
      try (var started =
          InvokerProcess.of(zip, Version.PLATFORM, function.target(), settings, folder)) {
        assertEquals(200, started.get("/health").statusCode());

        assertEquals(0, others.connections());
      }
    }
  }
}
