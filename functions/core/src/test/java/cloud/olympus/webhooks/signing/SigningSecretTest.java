package cloud.olympus.webhooks.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningSecretTest {

  @ParameterizedTest
  @ValueSource(ints = {24, 32, 64})
  void twentyFourToSixtyFourBytesAreASecret(int length) {
    var secret = SigningSecret.parse(written(length)).orElseThrow();

    assertEquals(length, secret.bytes().length);
    assertEquals(written(length), secret.reveal());
    assertEquals(Optional.of(secret), SigningSecret.parse(secret.reveal()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 23, 65, 128})
  void shorterAndLongerOnesAreNot(int length) {
    assertTrue(SigningSecret.parse(written(length)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whsec_",
        "whsec",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_",
        "whsec_ MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      })
  void otherFormsAreNot(String text) {
    assertTrue(SigningSecret.parse(text).isEmpty());
  }

  @Test
  void aNewOneHasThirtyTwoBytesOfItsOwn() {
    var random = new Random(7);
    var secret = SigningSecret.generate(random);

    assertEquals(32, secret.bytes().length);
    assertNotEquals(secret, SigningSecret.generate(random));
    assertEquals(Optional.of(secret), SigningSecret.parse(secret.reveal()));
  }

  @Test
  void itsTextTellsNothing() {
    var secret = SigningSecret.parse(written(32)).orElseThrow();

    assertEquals("whsec_***", secret.toString());
    assertFalse(secret.toString().contains(secret.reveal().substring(6, 12)));
  }

  @Test
  void nobodyChangesItFromOutside() {
    byte[] bytes = new byte[32];
    var secret = SigningSecret.of(bytes);
    bytes[0] = 1;
    secret.bytes()[1] = 1;

    assertArrayEquals(new byte[32], secret.bytes());
    assertEquals(secret.hashCode(), SigningSecret.of(new byte[32]).hashCode());
  }

  private static String written(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }
}
