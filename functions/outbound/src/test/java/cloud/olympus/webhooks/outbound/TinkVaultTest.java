package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.subscription.Vault.SealBroken;
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
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TinkVaultTest {

  private static final byte[] SECRET = "whsec_very_secret".getBytes(StandardCharsets.UTF_8);

  @Test
  void whatWasSealedOpensForItsOwnerAlone() {
    var vault = TinkVault.of(TinkVault.generateKeyset());
    String sealed = vault.seal(SECRET, "acme/wh_1");

    assertArrayEquals(SECRET, vault.open(sealed, "acme/wh_1"));
    assertThrows(SealBroken.class, () -> vault.open(sealed, "acme/wh_2"));
    assertThrows(SealBroken.class, () -> vault.open(sealed, ""));
    assertFalse(
        new String(Base64.getDecoder().decode(sealed), StandardCharsets.ISO_8859_1)
            .contains("whsec"));
    assertNotEquals(sealed, vault.seal(SECRET, "acme/wh_1"));
  }

  @Test
  void whatWasAlteredDoesNotOpen() {
    var vault = TinkVault.of(TinkVault.generateKeyset());
    byte[] sealed = Base64.getDecoder().decode(vault.seal(SECRET, "acme"));
    sealed[sealed.length - 1] ^= 1;

    assertThrows(
        SealBroken.class, () -> vault.open(Base64.getEncoder().encodeToString(sealed), "acme"));
    assertThrows(SealBroken.class, () -> vault.open("", "acme"));
    assertThrows(SealBroken.class, () -> vault.open("not base64!", "acme"));
  }

  @Test
  void anotherKeysetDoesNotOpenIt() {
    String sealed = TinkVault.of(TinkVault.generateKeyset()).seal(SECRET, "acme");
    var other = TinkVault.of(TinkVault.generateKeyset());

    assertThrows(SealBroken.class, () -> other.open(sealed, "acme"));
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
    var vault =
        TinkVault.of(
            TinkJsonProtoKeysetFormat.serializeKeyset(
                rotated, AeadConfig2026.get(), InsecureSecretKeyAccess.get()));

    assertArrayEquals(SECRET, vault.open(sealedBefore, "acme"));
    String sealedAfter = vault.seal(SECRET, "acme");
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
