package cloud.olympus.webhooks.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SignatureTest {

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final SigningSecret SECRET =
      SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow();
  private static final SigningSecret OTHER = SigningSecret.generate(new Random(3));

  /** From the tests of the Standard Webhooks libraries. */
  @Test
  void theKnownAnswerIsGiven() {
    assertEquals(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Signature.header(
            ID,
            Instant.ofEpochSecond(1_614_265_330),
            "{\"test\": 2432232314}".getBytes(UTF_8),
            List.of(SECRET)));
  }

  @Test
  void itVerifiesWithSomebodyElsesLibrary() throws Exception {
    String body = "{\"note\":\"grüße 🍣\",\"n\":1.10}";

    var headers = headers(body, List.of(SECRET));

    assertDoesNotThrow(() -> new Webhook(SECRET.reveal()).verify(body, headers));
    assertThrows(
        WebhookVerificationException.class,
        () -> new Webhook(OTHER.reveal()).verify(body, headers));
    assertThrows(
        WebhookVerificationException.class,
        () -> new Webhook(SECRET.reveal()).verify(body + ' ', headers));
  }

  @Test
  void duringARotationItVerifiesWithBothSecrets() {
    String body = "{}";

    var headers = headers(body, List.of(OTHER, SECRET));

    assertDoesNotThrow(() -> new Webhook(SECRET.reveal()).verify(body, headers));
    assertDoesNotThrow(() -> new Webhook(OTHER.reveal()).verify(body, headers));
    assertEquals(2, headers.firstValue("webhook-signature").orElseThrow().split(" ").length);
  }

  @Test
  void withoutASecretThereIsNoSignature() {
    assertEquals("", Signature.header(ID, Instant.EPOCH, new byte[0], List.of()));
  }

  /** The library judges the time by the clock of the machine, so this is signed now. */
  private static HttpHeaders headers(String body, List<SigningSecret> secrets) {
    var now = Instant.now();
    return HttpHeaders.of(
        Map.of(
            "webhook-id",
            List.of(ID),
            "webhook-timestamp",
            List.of(Long.toString(now.getEpochSecond())),
            "webhook-signature",
            List.of(Signature.header(ID, now, body.getBytes(UTF_8), secrets))),
        (_, _) -> true);
  }
}
