package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import java.net.URI;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which of Google's services calls, by the OIDC token that Pub/Sub, Cloud Tasks and Cloud
 * Scheduler send: issued by Google, for this audience, in the name of a service account whose
 * address is verified. Thread-safe.
 *
 * <p>Cloud Run takes the signature off a token that it has verified itself, which it does where IAM
 * guards a service (Cloud Run, "Troubleshooting", "Signature removed"). There, and only there, a
 * token without its signature proves as much.
 */
public final class GoogleCallers {

  /** Where Google publishes the keys. */
  public static final URI KEYS = URI.create("https://www.googleapis.com/oauth2/v3/certs");

  private static final Set<String> ISSUERS =
      Set.of("https://accounts.google.com", "accounts.google.com");
  private static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(SignatureAlgorithm.RS256);
  private static final String REMOVED = ".SIGNATURE_REMOVED_BY_GOOGLE";

  private final SignedTokens tokens;
  private final Set<String> audiences;
  private final boolean behindIam;
  private final InstantSource clock;
  private final VerifiedTokens<String> verified;

  /**
   * Callers of a service.
   *
   * @param audience what the tokens are for
   * @param keys of Google
   * @param behindIam whether Cloud Run lets nobody in whom IAM does not name, and so has verified
   *     the signature
   */
  public GoogleCallers(String audience, JwtKeys keys, boolean behindIam, InstantSource clock) {
    var ring = KeyRing.of(keys, ALGORITHMS);
    this.tokens = new SignedTokens(ALGORITHMS, () -> ring);
    this.audiences = Set.of(audience);
    this.behindIam = behindIam;
    this.clock = clock;
    this.verified = new VerifiedTokens<>(clock);
  }

  /**
   * Lets one service account in.
   *
   * @throws ProblemException 401 where the call proves nothing, 403 where it is another's, 503
   *     where Google's keys cannot be had
   */
  public void require(String email, Call call) {
    try {
      String token = SignedTokens.in(call);
      String hash = VerifiedTokens.hash(token);
      Optional<String> known = verified.find(hash);
      String caller = known.isPresent() ? known.get() : verify(token, hash);
      if (!caller.equals(email)) {
        throw ProblemException.of(
            Problem.FORBIDDEN.withDetail("This is not for the service account that calls."));
      }
    } catch (RefusedToken e) {
      throw SignedTokens.unauthorized(e);
    }
  }

  private String verify(String token, String hash) throws RefusedToken {
    JWTClaimsSet claims =
        behindIam && token.endsWith(REMOVED) ? unsigned(token) : tokens.verified(token);
    var expiresAt = Claims.checkOrigin(claims, ISSUERS, audiences, clock.instant());
    if (!(claims.getClaim("email") instanceof String email)
        || !Boolean.TRUE.equals(claims.getClaim("email_verified"))) {
      throw new RefusedToken("it names no verified address (email, email_verified)");
    }
    verified.keep(hash, email, expiresAt);
    return email;
  }

  private static JWTClaimsSet unsigned(String token) throws RefusedToken {
    try {
      return JWTParser.parse(token).getJWTClaimsSet();
    } catch (ParseException | RuntimeException e) {
      throw new RefusedToken("it is not a JWT");
    }
  }
}
