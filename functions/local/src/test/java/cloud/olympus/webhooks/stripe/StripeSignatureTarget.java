package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.settings.SecretText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code Stripe-Signature}: a body passes only if it was signed with the secret.
 *
 * <p>No fuzzer guesses a signature. So an input may ask for one: {@code @} in its header stands for
 * the signature by our secret over the header's time and the body, {@code !} for that by another
 * secret, and {@code ~} for the time of our clock.
 */
public final class StripeSignatureTarget {

  private static final String SECRET = "whsec_only-for-tests";
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
  private static final Pattern TIME = Pattern.compile("(?:^|,)t=([^,]*)");
  private static final StripeSignature SIGNATURE =
      new StripeSignature(
          () -> List.of(SecretText.of("whsec_older"), SecretText.of(SECRET)),
          InstantSource.fixed(NOW));

  private StripeSignatureTarget() {}

  /** The header as UTF-8 until the first line break, then the body. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    byte[] body = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    String now = Long.toString(NOW.getEpochSecond());
    String header = new String(input, 0, end, UTF_8).replace("~", now);
    String time = time(header).orElse("");
    String right = hmac(SECRET, time, body);
    header = header.replace("!", hmac("whsec_another", time, body)).replace("@", right);

    var refusal = SIGNATURE.refusal(List.of(header), body);

    boolean older = header.contains(hmac("whsec_older", time, body));
    boolean signed = older || Arrays.asList(header.split(",", -1)).contains("v1=" + right);
    boolean inTime = isInTime(time);
    if (refusal.isEmpty()) {
      assertTrue(signed, "nobody signed it");
      assertTrue(inTime, "signed at another time");
      assertTrue(isUtf8(body), "signed as another text");
      assertEquals(1, TIME.matcher(header).results().count(), "signed at two times");
    }
    if (header.equals("t=" + now + ",v1=" + right) && isUtf8(body)) {
      assertEquals(Optional.empty(), refusal, "signed well");
    }
  }

  private static Optional<String> time(String header) {
    Matcher time = TIME.matcher(header);
    return time.find() ? Optional.of(time.group(1)) : Optional.empty();
  }

  private static boolean isInTime(String time) {
    try {
      return Math.abs(Math.subtractExact(Long.parseLong(time), NOW.getEpochSecond())) <= 300;
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** By the JDK alone, over the very bytes. */
  private static String hmac(String secret, String time, byte[] body)
      throws GeneralSecurityException {
    var signed = new ByteArrayOutputStream();
    signed.writeBytes((time + '.').getBytes(UTF_8));
    signed.writeBytes(body);
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(signed.toByteArray()));
  }
}
