package cloud.olympus.webhooks.testkit.memory;

import cloud.olympus.webhooks.subscription.Vault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A vault with a key of its own that dies with it: AES-GCM, the owner as associated data. */
public final class InMemoryVault implements Vault {

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;

  /** A vault with a new key. */
  public InMemoryVault() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, "AES");
  }

  @Override
  public String seal(byte[] secret, String owner) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret);
      byte[] sealed = Arrays.copyOf(nonce, NONCE + text.length);
      System.arraycopy(text, 0, sealed, NONCE, text.length);
      return Base64.getEncoder().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  @Override
  public byte[] open(String sealed, String owner) {
    try {
      byte[] bytes = Base64.getDecoder().decode(sealed);
      if (bytes.length < NONCE) {
        throw new IllegalArgumentException("too short");
      }
      byte[] nonce = Arrays.copyOf(bytes, NONCE);
      byte[] text = Arrays.copyOfRange(bytes, NONCE, bytes.length);
      return cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(text);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SealBroken(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
