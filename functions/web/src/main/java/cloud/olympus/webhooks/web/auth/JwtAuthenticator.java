package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Verifies JSON Web Tokens sent as bearer tokens (RFC 6750), by the advice of RFC 8725: keys and
 * algorithms come from the configuration alone, each key works with one algorithm, {@code iss},
 * {@code aud}, {@code exp}, {@code sub} and {@code tenant_id} are required, {@code nbf} counts if
 * it is there, clocks may be {@link Claims#SKEW} apart. What a header says about keys other than
 * its {@code kid} is ignored, and nothing it names is ever fetched. Thread-safe.
 */
public final class JwtAuthenticator implements Authenticator {
  /** Larger tokens are refused unread. */
  static final int MAX_TOKEN = 8 * 1024;

  private static final int MAX_KEY_ID = 256;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final String SCHEME = "bearer ";

  private final JwtRules rules;
  private final KeyRing keys;
  private final Claims claims;
  private final InstantSource clock;
  private final VerifiedTokens verified;

  /**
   * An authenticator. Keys that are fetched are fetched when the first token comes.
   *
   * @throws IllegalArgumentException if given keys cannot be read, or fit no allowed algorithm
   */
  public JwtAuthenticator(JwtRules rules, JwtKeys keys, InstantSource clock) {
    this(rules, KeyRing.of(keys, rules.algorithms()), clock);
  }

  JwtAuthenticator(JwtRules rules, KeyRing keys, InstantSource clock) {
    this.rules = rules;
    this.keys = keys;
    this.claims = new Claims(rules);
    this.clock = clock;
    this.verified = new VerifiedTokens(clock);
  }

  /** {@inheritDoc} Whom a token proves is remembered for up to a minute. */
  @Override
  public Principal authenticate(Call call) {
    List<String> credentials = call.headers("Authorization");
    if (credentials.isEmpty()) {
      // RFC 6750, section 3.1: no error code for a request that did not try.
      throw unauthorized("Send a token: Authorization: Bearer <token>.", "Bearer");
    }
    try {
      if (credentials.size() > 1) {
        throw new RefusedToken("there is more than one Authorization header");
      }
      return authenticate(tokenIn(credentials.getFirst()));
    } catch (RefusedToken e) {
      throw unauthorized(
          "The token was refused: " + e.check() + ".", "Bearer error=\"invalid_token\"");
    }
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return ProblemException.of(Problem.UNAUTHORIZED.withDetail(detail))
        .withHeader("WWW-Authenticate", challenge);
  }

  private static String tokenIn(String credentials) throws RefusedToken {
    if (!credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new RefusedToken("the Authorization header is not of the Bearer scheme");
    }
    String token = credentials.substring(SCHEME.length()).strip();
    if (token.length() > MAX_TOKEN) {
      throw new RefusedToken("it is longer than " + MAX_TOKEN + " characters");
    }
    return token;
  }

  private Principal authenticate(String token) throws RefusedToken {
    String hash = VerifiedTokens.hash(token);
    Optional<Principal> known = verified.find(hash);
    if (known.isPresent()) {
      return known.get();
    }
    if (!TOKEN.matcher(token).matches()) {
      throw new RefusedToken("it is not a bearer token");
    }
    Principal principal = verify(token);
    verified.keep(hash, principal);
    return principal;
  }

  private Principal verify(String token) throws RefusedToken {
    try {
      SignedJWT jwt = parse(token);
      SignatureAlgorithm algorithm = check(jwt.getHeader());
      BoundKey key =
          keys.find(jwt.getHeader().getKeyID(), algorithm)
              .orElseThrow(
                  () -> new RefusedToken("no key of ours is meant by its header (kid, alg)"));
      if (!jwt.verify(key.verifier())) {
        throw new RefusedToken("its signature is wrong");
      }
      return claims.check(claimsOf(jwt), clock.instant());
    } catch (KeySourceException e) {
      throw ProblemException.unavailable(
              "The keys for tokens cannot be had at the moment.", Duration.ofSeconds(30))
          .causedBy(e);
    } catch (JOSEException e) {
      throw new RefusedToken("its signature cannot be verified");
    }
  }

  private static JWTClaimsSet claimsOf(SignedJWT jwt) throws RefusedToken {
    try {
      return jwt.getJWTClaimsSet();
    } catch (ParseException | RuntimeException e) {
      throw new RefusedToken("its claims are malformed");
    }
  }

  private static SignedJWT parse(String token) throws RefusedToken {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) {
      // Nimbus gives a NullPointerException for a header that is the JSON text null.
      throw new RefusedToken("it is not a signed JWT");
    }
  }

  private SignatureAlgorithm check(JWSHeader header) throws RefusedToken {
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw new RefusedToken("its header demands what is not understood here (crit)");
    }
    String type = header.getType() == null ? "JWT" : header.getType().getType();
    if (!type.equalsIgnoreCase("JWT") && !type.equalsIgnoreCase("at+jwt")) {
      throw new RefusedToken("it is a token for something else (typ)");
    }
    if (header.getKeyID() != null && header.getKeyID().length() > MAX_KEY_ID) {
      throw new RefusedToken("its key id (kid) is too long");
    }
    return SignatureAlgorithm.named(header.getAlgorithm().getName())
        .filter(rules.algorithms()::contains)
        .orElseThrow(() -> new RefusedToken("its algorithm (alg) is not allowed"));
  }
}
