package cloud.olympus.webhooks.web.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A public key and the one algorithm it is used with (RFC 8725, section 3.1). */
record BoundKey(JWK key, SignatureAlgorithm algorithm) {

  /**
   * Binds a key to the algorithm that it names, or, where it names none, to the only allowed one
   * that fits it. A key that is for something else, or for which the choice would be the token's,
   * cannot be used.
   */
  static Optional<BoundKey> of(JWK key, Set<SignatureAlgorithm> allowed) {
    boolean forSignatures = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
    boolean forVerifying =
        key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY);
    if (!forSignatures || !forVerifying || key.getKeyRevocation() != null) {
      return Optional.empty();
    }
    List<SignatureAlgorithm> fitting =
        allowed.stream()
            .filter(algorithm -> algorithm.fits(key))
            .filter(
                algorithm ->
                    key.getAlgorithm() == null
                        || key.getAlgorithm().getName().equals(algorithm.name()))
            .toList();
    return fitting.size() == 1
        ? Optional.of(new BoundKey(key, fitting.getFirst()))
        : Optional.empty();
  }

  JWSVerifier verifier() throws JOSEException {
    return switch (algorithm) {
      case RS256, RS384, RS512, PS256, PS384, PS512 -> new RSASSAVerifier(key.toRSAKey());
      case ES256, ES384, ES512 -> new ECDSAVerifier(key.toECKey());
    };
  }
}
