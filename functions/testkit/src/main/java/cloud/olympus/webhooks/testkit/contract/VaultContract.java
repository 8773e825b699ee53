package cloud.olympus.webhooks.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.subscription.Vault.SealBroken;
import cloud.olympus.webhooks.testkit.Crowd;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Vault} must do. */
public abstract class VaultContract {

  private static final String OWNER = "tenant-1/wh_1";
  private static final byte[] SECRET =
      "a secret of some thirty two bytes".getBytes(StandardCharsets.US_ASCII);

  /** For subclasses. */
  protected VaultContract() {}

  /** The port; always the same within a test. */
  protected abstract Vault vault();

  /** A vault with another key. */
  protected abstract Vault other();

  @Test
  void whatIsSealedOpensForItsOwner() {
    assertArrayEquals(SECRET, vault().open(vault().seal(SECRET, OWNER), OWNER));
    assertArrayEquals(new byte[0], vault().open(vault().seal(new byte[0], OWNER), OWNER));
  }

  @Test
  void theSealedTextTellsNothing() {
    String sealed = vault().seal(SECRET, OWNER);

    assertFalse(sealed.contains(new String(SECRET, StandardCharsets.US_ASCII)));
    assertFalse(sealed.contains(Base64.getEncoder().encodeToString(SECRET).substring(0, 40)));
    assertNotEquals(sealed, vault().seal(SECRET, OWNER));
  }

  @Test
  void itOpensForNobodyElse() {
    String sealed = vault().seal(SECRET, OWNER);

    assertThrows(SealBroken.class, () -> vault().open(sealed, "tenant-1/wh_2"));
    assertThrows(SealBroken.class, () -> vault().open(sealed, "tenant-2/wh_1"));
    assertThrows(SealBroken.class, () -> vault().open(sealed, ""));
  }

  @Test
  void anotherKeyDoesNotOpenIt() {
    String sealed = vault().seal(SECRET, OWNER);

    assertThrows(SealBroken.class, () -> other().open(sealed, OWNER));
  }

  @Test
  void whatWasAlteredDoesNotOpen() {
    String sealed = vault().seal(SECRET, OWNER);
    int middle = sealed.length() / 2;
    char swapped = sealed.charAt(middle) == 'A' ? 'B' : 'A';
    String altered = sealed.substring(0, middle) + swapped + sealed.substring(middle + 1);

    assertThrows(SealBroken.class, () -> vault().open(altered, OWNER));
    assertThrows(SealBroken.class, () -> vault().open(sealed.substring(0, middle), OWNER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "AAAA", "no base64 !", "whsec_AAAA", "éé"})
  void rubbishDoesNotOpen(String rubbish) {
    assertThrows(SealBroken.class, () -> vault().open(rubbish, OWNER));
  }

  @Test
  void manySealAndOpenAtOnce() {
    var opened =
        Crowd.all(
            32,
            () ->
                new String(
                    vault().open(vault().seal(SECRET, OWNER), OWNER), StandardCharsets.US_ASCII));

    assertEquals(1, opened.stream().distinct().count());
    assertArrayEquals(SECRET, opened.getFirst().getBytes(StandardCharsets.US_ASCII));
  }
}
