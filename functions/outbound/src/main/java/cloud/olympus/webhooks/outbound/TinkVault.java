package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.subscription.Vault;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Seals with AES-256-GCM by Tink, the owner as associated data. The keyset's primary key seals, any
 * of its keys opens: to rotate, add a key and make it the primary. Thread-safe.
 */
public final class TinkVault implements Vault {

  private final Aead aead;

  private TinkVault(Aead aead) {
    this.aead = aead;
  }

  /**
   * Of a keyset in Tink's JSON format, unencrypted: the text is itself a secret.
   *
   * @throws IllegalArgumentException where it is none; the message tells nothing of it
   */
  public static TinkVault of(String keysetJson) {
    try {
      KeysetHandle keys =
          TinkJsonProtoKeysetFormat.parseKeyset(
              keysetJson, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
      return new TinkVault(keys.getPrimitive(AeadConfig2026.get(), Aead.class));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an AEAD keyset in Tink's JSON format", e);
    }
  }

  /**
   * Of a file that holds such a keyset.
   *
   * @throws IOException where it cannot be read
   */
  public static TinkVault ofFile(Path keyset) throws IOException {
    return of(Files.readString(keyset));
  }

  /** A new keyset of one key, as text: a secret. */
  public static String generateKeyset() {
    try {
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
          AeadConfig2026.get(),
          InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  @Override
  public String seal(byte[] secret, String owner) {
    try {
      return Base64.getEncoder().encodeToString(aead.encrypt(secret, bytes(owner)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  @Override
  public byte[] open(String sealed, String owner) {
    try {
      return aead.decrypt(Base64.getDecoder().decode(sealed), bytes(owner));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SealBroken(e);
    }
  }

  private static byte[] bytes(String owner) {
    return owner.getBytes(StandardCharsets.UTF_8);
  }
}
