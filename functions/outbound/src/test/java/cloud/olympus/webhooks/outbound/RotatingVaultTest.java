package cloud.olympus.webhooks.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.subscription.Vault;
import org.junit.jupiter.api.Test;

class RotatingVaultTest {

  private static final byte[] SECRET = "secret".getBytes(UTF_8);

  private final Vault before = TinkVault.of(TinkVault.generateKeyset());
  private final Vault after = TinkVault.of(TinkVault.generateKeyset());
  private final Vault rotating = new RotatingVault(() -> before, () -> after);

  @Test
  void whatAnotherSealedWithTheNextKeysetOpens() {
    assertArrayEquals(SECRET, rotating.open(after.seal(SECRET, "t/wh_1"), "t/wh_1"));
    assertArrayEquals(SECRET, rotating.open(rotating.seal(SECRET, "t/wh_1"), "t/wh_1"));
  }

  @Test
  void whatIsAnothersStaysShut() {
    var sealed = after.seal(SECRET, "t/wh_1");

    assertThrows(Vault.SealBroken.class, () -> rotating.open(sealed, "u/wh_1"));
  }
}
