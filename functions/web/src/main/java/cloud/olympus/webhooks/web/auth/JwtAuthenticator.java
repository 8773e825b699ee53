package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Principal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies JSON Web Tokens sent as bearer tokens (RFC 6750), by the advice of RFC 8725: keys and
 * algorithms come from the configuration alone, each key works with one algorithm, {@code iss},
 * {@code aud}, {@code exp}, {@code sub} and {@code tenant_id} are required, {@code nbf} counts if
 * it is there, clocks may be {@link Claims#SKEW} apart. What a header says about keys other than
 * its {@code kid} is ignored, and nothing it names is ever fetched. Thread-safe.
 */
public final class JwtAuthenticator implements Authenticator {

  private final SignedTokens tokens;
  private final Claims claims;
  private final InstantSource clock;
  private final VerifiedTokens<Principal> verified;

  /**
   * An authenticator. Keys that are fetched are fetched when the first token comes.
   *
   * @throws IllegalArgumentException if given keys cannot be read, or fit no allowed algorithm
   */
  public JwtAuthenticator(JwtRules rules, JwtKeys keys, InstantSource clock) {
    this(rules, KeyRing.of(keys, rules.algorithms()), clock);
  }

  JwtAuthenticator(JwtRules rules, KeyRing keys, InstantSource clock) {
    this(rules, () -> keys, clock);
  }

  /** Likewise, with the keys of the moment. */
  JwtAuthenticator(JwtRules rules, Supplier<KeyRing> keys, InstantSource clock) {
    this.tokens = new SignedTokens(rules.algorithms(), keys);
    this.claims = new Claims(rules);
    this.clock = clock;
    this.verified = new VerifiedTokens<>(clock);
  }

  /** {@inheritDoc} Whom a token proves is remembered for up to a minute. */
  @Override
  public Principal authenticate(Call call) {
    try {
      String token = SignedTokens.in(call);
      String hash = VerifiedTokens.hash(token);
      Optional<Principal> known = verified.find(hash);
      return known.isPresent() ? known.get() : verify(token, hash);
    } catch (RefusedToken e) {
      throw SignedTokens.unauthorized(e);
    }
  }

  private Principal verify(String token, String hash) throws RefusedToken {
    Principal principal = claims.check(tokens.verified(token), clock.instant());
    verified.keep(hash, principal, principal.expiresAt());
    return principal;
  }
}
