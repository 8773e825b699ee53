package cloud.olympus.webhooks.testkit.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudSdkTest {

  @TempDir Path folder;

  @Test
  void anSdkIsFoundThroughALinkToItsGcloud() throws IOException {
    var emulator = emulatorOf("sdk");
    var links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("gcloud"), folder.resolve("sdk/bin/gcloud"));

    var found = new CloudSdk(Map.of("PATH", "/nowhere:" + links)).platformFile("some/emulator.jar");

    assertEquals(Optional.of(emulator.toRealPath()), found);
  }

  @Test
  void anSdkIsFoundByItsVariable() throws IOException {
    var emulator = emulatorOf("sdk");
    var sdk = new CloudSdk(Map.of("CLOUDSDK_ROOT_DIR", folder.resolve("sdk").toString()));

    assertEquals(Optional.of(emulator), sdk.platformFile("some/emulator.jar"));
  }

  @Test
  void whatNoSdkHasIsNotFound() {
    assertTrue(new CloudSdk(Map.of()).platformFile("no/such.jar").isEmpty());
  }

  private Path emulatorOf(String sdk) throws IOException {
    var gcloud = folder.resolve(sdk).resolve("bin/gcloud");
    var emulator = folder.resolve(sdk).resolve("platform/some/emulator.jar");
    Files.createDirectories(gcloud.getParent());
    Files.createDirectories(emulator.getParent());
    Files.createFile(emulator);
    assertTrue(Files.createFile(gcloud).toFile().setExecutable(true));
    return emulator;
  }
}
