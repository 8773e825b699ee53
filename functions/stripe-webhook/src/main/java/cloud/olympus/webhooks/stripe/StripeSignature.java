package cloud.olympus.webhooks.stripe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.web.settings.SecretText;
import com.stripe.net.Webhook;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's signature (docs.stripe.com/webhooks, "Verify manually"): header {@code t=<unix
 * seconds>,v1=<hex>}, HMAC-SHA256 over {@code t.body}, keyed by the whole text of the secret. Other
 * schemes are ignored, so that nobody can choose a weaker one. Never throws on what a caller sends.
 * Thread-safe.
 *
 * <p>Of stripe-java only the HMAC is used. Its {@code verifyHeader} throws unchecked exceptions on
 * malformed headers, takes any time to come, and writes the signed time in the digits of the
 * machine's locale.
 */
final class StripeSignature {

  /** How far the signed time may be from ours, either way. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9_]+");

  /** No sign, no leading zero, digits of ASCII: one way to write each time. */
  private static final Pattern UNIX_SECONDS = Pattern.compile("[1-9][0-9]{0,14}");

  private final Supplier<List<SecretText>> secrets;
  private final InstantSource clock;

  /**
   * A verifier.
   *
   * @param secrets those of the moment, of which any one may have signed
   */
  StripeSignature(Supplier<List<SecretText>> secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Why a signature is refused. */
  enum Refusal {
    MISSING("The Stripe-Signature header is missing."),
    REPEATED("There is more than one Stripe-Signature header."),
    MALFORMED("The Stripe-Signature header is not t=<unix seconds>,v1=<hex>."),
    OUTSIDE_TOLERANCE("The signed time is more than 300 s from now."),
    NOT_UTF8("The body is not UTF-8."),
    NO_MATCH("No v1 signature matches the body.");

    private final String detail;

    Refusal(String detail) {
      this.detail = detail;
    }

    /** For the caller to read. */
    String detail() {
      return detail;
    }
  }

  /**
   * Why these headers do not sign this body; empty where one does.
   *
   * @param headers all values of {@code Stripe-Signature}
   */
  Optional<Refusal> refusal(List<String> headers, byte[] body) {
    if (headers.size() != 1) {
      return Optional.of(headers.isEmpty() ? Refusal.MISSING : Refusal.REPEATED);
    }
    Header header = Header.parse(headers.getFirst());
    if (header == null) {
      return Optional.of(Refusal.MALFORMED);
    }
    long age = clock.instant().getEpochSecond() - Long.parseLong(header.time());
    if (Math.abs(age) > TOLERANCE.toSeconds()) {
      return Optional.of(Refusal.OUTSIDE_TOLERANCE);
    }
    String text;
    try {
      // Refusing what is not UTF-8 makes the text stand for exactly these bytes.
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return Optional.of(Refusal.NOT_UTF8);
    }
    String signed = header.time() + '.' + text;
    for (SecretText secret : secrets.get()) {
      byte[] expected = hmac(secret, signed).getBytes(US_ASCII);
      for (String candidate : header.signatures()) {
        if (MessageDigest.isEqual(expected, candidate.getBytes(UTF_8))) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(Refusal.NO_MATCH);
  }

  private static String hmac(SecretText secret, String signed) {
    try {
      return Webhook.Util.computeHmacSha256(secret.reveal(), signed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  /**
   * What a header says. The time stands exactly once: of two, each reader might take another.
   *
   * @param time as it is signed
   * @param signatures of scheme v1, at least one, of any form
   */
  private record Header(String time, List<String> signatures) {

    static @Nullable Header parse(String text) {
      String time = null;
      var signatures = new ArrayList<String>(2);
      for (String element : text.split(",", -1)) {
        int equals = element.indexOf('=');
        if (equals < 0 || !SCHEME.matcher(element.substring(0, equals)).matches()) {
          return null;
        }
        String value = element.substring(equals + 1);
        switch (element.substring(0, equals)) {
          case "t" -> {
            if (time != null || !UNIX_SECONDS.matcher(value).matches()) {
              return null;
            }
            time = value;
          }
          case "v1" -> signatures.add(value);
          default -> {}
        }
      }
      return time == null || signatures.isEmpty() ? null : new Header(time, signatures);
    }
  }
}
