package cloud.olympus.webhooks.web.auth;

import java.util.Set;

/**
 * What a token must be to prove anything.
 *
 * @param issuer its {@code iss}, exactly
 * @param audiences at least one of these is in its {@code aud}
 * @param algorithms the signature algorithms that are allowed; a key works with one of them alone
 */
public record JwtRules(String issuer, Set<String> audiences, Set<SignatureAlgorithm> algorithms) {
  public JwtRules {
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    if (issuer.isEmpty() || audiences.isEmpty() || algorithms.isEmpty()) {
      throw new IllegalArgumentException("issuer, audience and algorithm are needed");
    }
  }
}
