package cloud.olympus.webhooks.signing;

import java.util.Locale;
import java.util.Optional;

/** How a request is signed: the versions of Standard Webhooks 1.0, "Signature scheme". */
public enum SignatureScheme {
  /** HMAC-SHA256 with a secret that the subscriber has too. */
  V1,
  /** Ed25519 (RFC 8032) with a key of the tenant, whose public part anybody may have. */
  V1A;

  /** Lower case, as in the API, in every store and in {@code webhook-signature}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scheme of a code. */
  public static Optional<SignatureScheme> ofCode(String code) {
    for (var scheme : values()) {
      if (scheme.code().equals(code)) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }
}
