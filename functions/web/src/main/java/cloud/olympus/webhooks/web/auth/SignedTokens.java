package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Finds the bearer token of a call (RFC 6750) and verifies its signature by the advice of RFC 8725.
 * What the claims say is another's business. Thread-safe.
 */
final class SignedTokens {
  /** Larger tokens are refused unread. */
  static final int MAX_TOKEN = 8 * 1024;

  private static final int MAX_KEY_ID = 256;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
  private static final String SCHEME = "bearer ";

  private final Set<SignatureAlgorithm> algorithms;
  private final Supplier<KeyRing> keys;

  SignedTokens(Set<SignatureAlgorithm> algorithms, Supplier<KeyRing> keys) {
    this.algorithms = algorithms;
    this.keys = keys;
  }

  /**
   * The token that a call brings.
   *
   * @throws ProblemException 401 where there is none
   */
  static String in(Call call) throws RefusedToken {
    List<String> credentials = call.headers("Authorization");
    if (credentials.isEmpty()) {
      // RFC 6750, section 3.1: no error code for a request that did not try.
      throw unauthorized("Send a token: Authorization: Bearer <token>.", "Bearer");
    }
    if (credentials.size() > 1) {
      throw new RefusedToken("there is more than one Authorization header");
    }
    String header = credentials.getFirst();
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new RefusedToken("the Authorization header is not of the Bearer scheme");
    }
    String token = header.substring(SCHEME.length()).strip();
    if (token.length() > MAX_TOKEN) {
      throw new RefusedToken("it is longer than " + MAX_TOKEN + " characters");
    }
    return token;
  }

  /** What to answer to a token that was refused. */
  static ProblemException unauthorized(RefusedToken refused) {
    return unauthorized(
        "The token was refused: " + refused.check() + ".", "Bearer error=\"invalid_token\"");
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return ProblemException.of(Problem.UNAUTHORIZED.withDetail(detail))
        .withHeader("WWW-Authenticate", challenge);
  }

  /**
   * The claims of a token whose signature is by a key of ours.
   *
   * @throws ProblemException 503 where there are no keys at the moment
   */
  JWTClaimsSet verified(String token) throws RefusedToken {
    try {
      SignedJWT jwt = parse(token);
      SignatureAlgorithm algorithm = check(jwt.getHeader());
      BoundKey key =
          keys.get()
              .find(jwt.getHeader().getKeyID(), algorithm)
              .orElseThrow(
                  () -> new RefusedToken("no key of ours is meant by its header (kid, alg)"));
      if (!jwt.verify(key.verifier())) {
        throw new RefusedToken("its signature is wrong");
      }
      return claimsOf(jwt);
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
    if (!TOKEN.matcher(token).matches()) {
      throw new RefusedToken("it is not a bearer token");
    }
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
        .filter(algorithms::contains)
        .orElseThrow(() -> new RefusedToken("its algorithm (alg) is not allowed"));
  }
}
