package cloud.olympus.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeyPairTest {

  private static final byte[] HEAD = "msg_1.1614265330.".getBytes(UTF_8);
  private static final byte[] BODY = "{\"note\":\"grüße 🍣\"}".getBytes(UTF_8);

  private final SigningKeyPair pair = SigningKeyPair.generate();

  /** From the tests of the Standard Webhooks libraries; {@code whsk_} is the seed and the key. */
  @Test
  void theKnownAnswerOfStandardWebhooksIsGiven() {
    byte[] whsk =
        Base64.getDecoder()
            .decode(
                "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");
    var known =
        SigningKeyPair.of(
            Arrays.copyOf(whsk, 32),
            VerifyingKey.parse("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=").orElseThrow());

    String header =
        Signature.header(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1_614_265_330),
            "{\"test\": 2432232314}".getBytes(UTF_8),
            List.of(known));

    assertEquals(
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
        header);
  }

  /** RFC 8032, section 7.1: tests 1, 2 and 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void theKnownAnswersOfTheRfcAreGiven(String seed, String key, String message, String answer) {
    var hex = HexFormat.of();
    var whpk = "whpk_" + Base64.getEncoder().encodeToString(hex.parseHex(key));
    var publicKey = VerifyingKey.parse(whpk).orElseThrow();
    byte[] signature =
        SigningKeyPair.of(hex.parseHex(seed), publicKey).sign(new byte[0], hex.parseHex(message));

    assertEquals(answer, hex.formatHex(signature));
    assertTrue(publicKey.verifies(hex.parseHex(message), new byte[0], signature));
  }

  @Test
  void whatItSignsItsPublicKeyVerifies() {
    byte[] signature = pair.sign(HEAD, BODY);

    assertTrue(pair.publicKey().verifies(HEAD, BODY, signature));
    assertFalse(pair.publicKey().verifies(HEAD, new byte[0], signature));
    assertFalse(SigningKeyPair.generate().publicKey().verifies(HEAD, BODY, signature));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 32, 63, 65, 128})
  void whatHasNotTheLengthOfASignatureDoesNotVerify(int length) {
    assertFalse(pair.publicKey().verifies(HEAD, BODY, new byte[length]));
    assertFalse(
        pair.publicKey().verifies(HEAD, BODY, Arrays.copyOf(pair.sign(HEAD, BODY), length)));
  }

  @Test
  void ofItsSeedItIsTheSamePairAgain() {
    var again = SigningKeyPair.of(pair.seed(), pair.publicKey());

    assertArrayEquals(pair.sign(HEAD, BODY), again.sign(HEAD, BODY));
    assertArrayEquals(pair.seed(), again.seed());
    assertEquals(pair.publicKey(), again.publicKey());
  }

  @Test
  void aSeedOfAnotherLengthIsNone() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SigningKeyPair.of(new byte[31], pair.publicKey()).sign(HEAD, BODY));
  }

  @Test
  void eachIsAnother() {
    assertNotEquals(pair.publicKey(), SigningKeyPair.generate().publicKey());
  }

  @Test
  void itsTextTellsThePublicKeyAlone() {
    assertEquals(pair.publicKey().toString(), pair.toString());
    assertFalse(pair.toString().contains(Base64.getEncoder().encodeToString(pair.seed())));
  }

  @Test
  void thePublicKeyIsReadFromItsText() {
    var key = pair.publicKey();

    assertEquals(key, VerifyingKey.parse(key.toString()).orElseThrow());
    assertEquals(key.hashCode(), VerifyingKey.parse(key.toString()).orElseThrow().hashCode());
    assertEquals(32, key.bytes().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "whpk_",
        "whpk_AAAA",
        "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4?",
        "whsk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
        "1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
      })
  void whatIsNoPublicKeyIsNotRead(String text) {
    assertTrue(VerifyingKey.parse(text).isEmpty());
  }

  @Test
  void bothSchemesStandInOneHeader() {
    var secret = SigningSecret.of(new byte[32]);

    String header = Signature.header("msg_1", Instant.EPOCH, BODY, List.of(secret, pair));

    assertTrue(header.matches("v1,[A-Za-z0-9+/]{43}= v1a,[A-Za-z0-9+/]{86}=="), header);
  }
}
