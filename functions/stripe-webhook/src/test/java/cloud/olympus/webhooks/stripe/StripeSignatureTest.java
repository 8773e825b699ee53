package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.stripe.StripeSignature.Refusal;
import cloud.olympus.webhooks.web.settings.SecretText;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("sets the default locale")
class StripeSignatureTest {

  private static final long TIME = Desk.NOW.getEpochSecond();
  private static final String BODY = "{\"id\":\"evt_1\"}";

  /** Made with {@code openssl dgst -sha256 -hmac} over {@code 1700000000.{"id":"evt_1"}}. */
  private static final String KNOWN =
      "900e419229bdedbac3b3352e7feabcd1180d850a9e49229725c8cf20c6a10d09";

  @Test
  void aKnownSignatureVerifies() {
    assertAccepted("t=1700000000,v1=" + KNOWN);
  }

  @Test
  void whatStripesOwnLibrarySignsVerifies() throws Exception {
    assertAccepted(Webhook.Signature.generateSignatureHeader(BODY, Desk.SECRET, TIME));
  }

  @Test
  void stripesOwnLibraryTakesWhatWeTake() throws Exception {
    String header = Desk.sign(BODY);

    assertAccepted(header);
    assertEquals(true, Webhook.Signature.verifyHeader(BODY, header, Desk.SECRET, 0));
  }

  @Test
  void anySecretOfARollVerifies() {
    assertAccepted(Desk.sign(BODY, Desk.OLD_SECRET, "1700000000"));
    assertRefused(
        Refusal.NO_MATCH, Desk.sign(BODY, "whsec_another_secret_0123456789", "1700000000"));
  }

  @Test
  void oneGoodSignatureAmongSeveralIsEnough() {
    assertAccepted("t=1700000000,v1=" + "0".repeat(64) + ",v1=" + KNOWN);
    assertAccepted("v0=abc,v1=" + KNOWN + ",v1=,t=1700000000,v2=x=y");
  }

  @Test
  void anotherSchemeNeverVerifies() {
    assertRefused(Refusal.MALFORMED, "t=1700000000,v0=" + KNOWN);
    assertRefused(Refusal.NO_MATCH, "t=1700000000,v0=" + KNOWN + ",v1=" + "0".repeat(64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "t",
        "v1",
        "t=",
        "=",
        "t,v1=" + KNOWN,
        "t=1700000000",
        "v1=" + KNOWN,
        "t=1700000000,v1",
        "t=1700000000,v1=" + KNOWN + ",",
        "t=abc,v1=" + KNOWN,
        "t=,v1=" + KNOWN,
        "t=1700000000.0,v1=" + KNOWN,
        "t=1.7e9,v1=" + KNOWN,
        "t=0x6553f100,v1=" + KNOWN,
        "t=99999999999999999999999999,v1=" + KNOWN,
        "t=-1700000000,v1=" + KNOWN,
        "t=+1700000000,v1=" + KNOWN,
        "t=01700000000,v1=" + KNOWN,
        "t= 1700000000,v1=" + KNOWN,
        "t=١٧٠٠٠٠٠٠٠٠,v1=" + KNOWN,
        "t=1700000000, v1=" + KNOWN,
        " t=1700000000,v1=" + KNOWN,
        "t=1700000000,t=1700000000,v1=" + KNOWN,
        "t=1,t=1700000000,v1=" + KNOWN,
        "t=1700000000;v1=" + KNOWN,
        "T=1700000000,V1=" + KNOWN,
        "\u0000",
        "t=1700000000,v1=" + KNOWN + ",é=1",
      })
  void aHeaderThatIsNotToTheLetterIsRefused(String header) {
    assertRefused(Refusal.MALFORMED, header);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "900E419229BDEDBAC3B3352E7FEABCD1180D850A9E49229725C8CF20C6A10D09",
        "900e419229bdedbac3b3352e7feabcd1180d850a9e49229725c8cf20c6a10d0",
        "900e419229bdedbac3b3352e7feabcd1180d850a9e49229725c8cf20c6a10d090",
        "900e419229bdedbac3b3352e7feabcd1180d850a9e49229725c8cf20c6a10d09 ",
        "",
        "é",
        "=",
      })
  void aSignatureThatIsNotTheExactHexIsRefused(String hex) {
    assertRefused(Refusal.NO_MATCH, "t=1700000000,v1=" + hex);
  }

  @ParameterizedTest
  @CsvSource({
    "0,true",
    "-299,true",
    "-300,true",
    "-301,false",
    "299,true",
    "300,true",
    "301,false",
    "86400,false",
    "31536000000,false"
  })
  void aSignatureIsGoodForFiveMinutesEitherWay(long offset, boolean good) {
    String header = Desk.sign(BODY, Desk.SECRET, Long.toString(TIME + offset));

    assertEquals(
        good ? Optional.empty() : Optional.of(Refusal.OUTSIDE_TOLERANCE),
        refusal(List.of(header), BODY.getBytes(UTF_8), Desk.NOW));
  }

  @Test
  void anotherBodyIsRefused() {
    String header = Desk.sign(BODY);

    assertEquals(
        Optional.of(Refusal.NO_MATCH),
        refusal(List.of(header), (BODY + " ").getBytes(UTF_8), Desk.NOW));
  }

  @Test
  void anEmptyBodyCanBeSigned() {
    assertEquals(Optional.empty(), refusal(List.of(Desk.sign("")), new byte[0], Desk.NOW));
  }

  @Test
  void aByteOrderMarkIsPartOfWhatIsSigned() {
    String body = "\ufeff" + BODY;

    assertEquals(
        Optional.empty(), refusal(List.of(Desk.sign(body)), body.getBytes(UTF_8), Desk.NOW));
    assertEquals(
        Optional.of(Refusal.NO_MATCH),
        refusal(List.of(Desk.sign(BODY)), body.getBytes(UTF_8), Desk.NOW));
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedThoughTheirReplacementIsSigned() {
    byte[] body = {'{', (byte) 0xff, '}'};

    assertEquals(
        Optional.of(Refusal.NOT_UTF8), refusal(List.of(Desk.sign("{\ufffd}")), body, Desk.NOW));
  }

  @Test
  void thereMustBeExactlyOneHeader() {
    String header = Desk.sign(BODY);

    assertEquals(Optional.of(Refusal.MISSING), refusal(List.of(), BODY.getBytes(UTF_8), Desk.NOW));
    assertEquals(
        Optional.of(Refusal.REPEATED),
        refusal(List.of(header, header), BODY.getBytes(UTF_8), Desk.NOW));
  }

  @Test
  void withoutASecretNothingVerifies() {
    var signature = new StripeSignature(List::of, () -> Desk.NOW);

    assertEquals(
        Optional.of(Refusal.NO_MATCH),
        signature.refusal(List.of(Desk.sign(BODY)), BODY.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "th-TH-u-ca-buddhist-nu-thai", "ne-NP"})
  void digitsOfTheMachinesLocaleChangeNothing(String locale) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertAccepted("t=1700000000,v1=" + KNOWN);
      assertRefused(Refusal.NO_MATCH, "t=1700000001,v1=" + KNOWN);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void stripesOwnVerifierDependsOnTheLocaleWhichIsWhyItIsNotUsed() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThrows(
          SignatureVerificationException.class,
          () -> Webhook.Signature.verifyHeader(BODY, "t=1700000000,v1=" + KNOWN, Desk.SECRET, 0));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void assertAccepted(String header) {
    assertEquals(
        Optional.empty(), refusal(List.of(header), BODY.getBytes(UTF_8), Desk.NOW), header);
  }

  private static void assertRefused(Refusal refusal, String header) {
    assertEquals(
        Optional.of(refusal), refusal(List.of(header), BODY.getBytes(UTF_8), Desk.NOW), header);
  }

  private static Optional<Refusal> refusal(List<String> headers, byte[] body, Instant now) {
    var secrets = List.of(SecretText.of(Desk.OLD_SECRET), SecretText.of(Desk.SECRET));
    return new StripeSignature(() -> secrets, () -> now).refusal(headers, body);
  }
}
