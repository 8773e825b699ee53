package cloud.olympus.webhooks.web.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms that a configuration may allow (RFC 7518, section 3.1): asymmetric ones
 * only, so that no public key can be taken for a shared secret.
 */
public enum SignatureAlgorithm {
  RS256(null),
  RS384(null),
  RS512(null),
  PS256(null),
  PS384(null),
  PS512(null),
  ES256("P-256"),
  ES384("P-384"),
  ES512("P-521");

  private static final int LEAST_RSA_BITS = 2048;

  private final @Nullable String curve;

  SignatureAlgorithm(@Nullable String curve) {
    this.curve = curve;
  }

  /** The algorithm of this name, in exactly this case. */
  static Optional<SignatureAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(SignatureAlgorithm::name).toList();
  }

  /** Whether a signature of this kind can be verified with a key of this type and size. */
  boolean fits(JWK key) {
    if (curve != null) {
      return key instanceof ECKey ec && ec.getCurve().equals(Curve.parse(curve));
    }
    return key instanceof RSAKey && key.size() >= LEAST_RSA_BITS;
  }

  JWSAlgorithm jws() {
    return JWSAlgorithm.parse(name());
  }
}
