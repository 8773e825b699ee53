package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.subscription.Vault.SealBroken;
import cloud.olympus.webhooks.testkit.contract.VaultContract;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TinkVaultTest extends VaultContract {

  private static final byte[] SECRET = "whsec_very_secret".getBytes(StandardCharsets.UTF_8);

  private final TinkVault vault = TinkVault.of(TinkVault.generateKeyset());
  private final TinkVault other = TinkVault.of(TinkVault.generateKeyset());

  @Override
  protected Vault vault() {
    return vault;
  }

  @Override
  protected Vault other() {
    return other;
  }

  @Test
  void afterRotationOldKeysStillOpenAndTheNewOneSeals() throws GeneralSecurityException {
    String before = TinkVault.generateKeyset();
    String sealedBefore = TinkVault.of(before).seal(SECRET, "acme");
    var old =
        TinkJsonProtoKeysetFormat.parseKeyset(
            before, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
    var young =
        KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get())
            .getPrimary()
            .getKey();
    var rotated =
        KeysetHandle.newBuilder(old).addEntry(KeysetHandle.importKey(young).makePrimary()).build();
    var after =
        TinkVault.of(
            TinkJsonProtoKeysetFormat.serializeKeyset(
                rotated, AeadConfig2026.get(), InsecureSecretKeyAccess.get()));

    assertArrayEquals(SECRET, after.open(sealedBefore, "acme"));
    String sealedAfter = after.seal(SECRET, "acme");
    assertThrows(SealBroken.class, () -> TinkVault.of(before).open(sealedAfter, "acme"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "no json", "[]", "{\"primaryKeyId\":1,\"key\":[]}"})
  void whatIsNoKeysetIsRefusedWithoutRepeatingIt(String text) {
    var refused = assertThrows(IllegalArgumentException.class, () -> TinkVault.of(text));

    assertEquals("not an AEAD keyset in Tink's JSON format", refused.getMessage());
  }

  @Test
  void aNewKeysetFileIsItsOwnersAloneAndIsNeverReplaced(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keyset.json");
    KeysetFile.create(file);
    String sealed = TinkVault.ofFile(file).seal(SECRET, "acme");

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertThrows(FileAlreadyExistsException.class, () -> KeysetFile.create(file));
    assertArrayEquals(SECRET, TinkVault.ofFile(file).open(sealed, "acme"));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count());
    }
  }
}
