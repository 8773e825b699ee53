package cloud.olympus.webhooks.web.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleCallersTest {

  private static final String AUDIENCE = "https://event-forwarder-1.europe-west1.run.app";
  private static final String CALLER = "pubsub-caller@olympus.iam.gserviceaccount.com";
  private static final JwtKeys KEYS = new JwtKeys.Inline(new JWKSet(Tokens.RSA).toString(true));

  private final TestClock clock = new TestClock();
  private final GoogleCallers direct = new GoogleCallers(AUDIENCE, KEYS, false, clock);
  private final GoogleCallers behindIam = new GoogleCallers(AUDIENCE, KEYS, true, clock);

  /** As Google's metadata server and Pub/Sub make them. */
  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://accounts.google.com")
        .audience(AUDIENCE)
        .subject("113774264463038321964")
        .claim("azp", "113774264463038321964")
        .claim("email", CALLER)
        .claim("email_verified", true)
        .issueTime(Date.from(clock.instant()))
        .expirationTime(Date.from(clock.instant().plusSeconds(3600)));
  }

  private String token() {
    return Tokens.sign(Tokens.RSA, claims());
  }

  /** As Cloud Run hands it on. */
  private static String withoutSignature(String token) {
    return token.substring(0, token.lastIndexOf('.')) + ".SIGNATURE_REMOVED_BY_GOOGLE";
  }

  private static InMemoryResponse call(GoogleCallers callers, InMemoryRequest request) {
    var router =
        Router.builder((_, _, _, _) -> {}, () -> 1L)
            .route(
                Route.get(
                    "/",
                    call -> {
                      callers.require(CALLER, call);
                      return Reply.noContent();
                    }))
            .build();
    try {
      return InMemoryResponse.of(router, request);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int status(GoogleCallers callers, String token) {
    var request = InMemoryRequest.get("/").header("Authorization", "Bearer " + token);
    return call(callers, request).status();
  }

  @Test
  void theCallerIsLetInAgainAndAgain() {
    String token = token();

    assertEquals(204, status(direct, token));
    assertEquals(204, status(direct, token));
    assertEquals(204, status(behindIam, token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://accounts.google.com", "accounts.google.com"})
  void googleHasTwoNames(String issuer) {
    assertEquals(204, status(direct, Tokens.sign(Tokens.RSA, claims().issuer(issuer))));
  }

  @Test
  void whoBringsNoTokenIsAskedForOne() {
    var answer = call(direct, InMemoryRequest.get("/"));

    assertEquals(401, answer.status());
    assertEquals("Bearer", answer.header("WWW-Authenticate").orElseThrow());
  }

  @Test
  void anotherServiceAccountIsForbidden() {
    var other = claims().claim("email", "tasks-caller@olympus.iam.gserviceaccount.com");

    assertEquals(403, status(direct, Tokens.sign(Tokens.RSA, other)));
  }

  @Test
  void aTokenMustBeOfGoogleForUsAndOfAVerifiedAddress() {
    assertEquals(401, status(direct, Tokens.sign(Tokens.OTHER_RSA, claims())));
    assertEquals(401, status(direct, Tokens.sign(Tokens.RSA, claims().issuer("https://a.test"))));
    assertEquals(401, status(direct, Tokens.sign(Tokens.RSA, claims().audience("https://b.test"))));
    assertEquals(401, status(direct, Tokens.sign(Tokens.RSA, claims().claim("email", null))));
    assertEquals(
        401, status(direct, Tokens.sign(Tokens.RSA, claims().claim("email_verified", false))));
    assertEquals(
        401, status(direct, Tokens.sign(Tokens.RSA, claims().claim("email_verified", "true"))));
  }

  @Test
  void aTokenExpires() {
    String token = token();
    assertEquals(204, status(direct, token));
    clock.advance(Duration.ofHours(1).plus(Claims.SKEW));

    assertEquals(401, status(direct, token));
  }

  @Test
  void aTokenWithoutItsSignatureCountsOnlyWhereCloudRunHasVerifiedIt() {
    String token = withoutSignature(token());

    assertEquals(204, status(behindIam, token));
    assertEquals(401, status(direct, token));
  }

  @Test
  void behindIamTheClaimsAreCheckedAllTheSame() {
    var forAnother = claims().audience("https://b.test");

    assertEquals(401, status(behindIam, withoutSignature(Tokens.sign(Tokens.RSA, forAnother))));
    assertEquals(401, status(behindIam, Tokens.sign(Tokens.OTHER_RSA, claims())));
    assertEquals(401, status(behindIam, "a.b.SIGNATURE_REMOVED_BY_GOOGLE"));
    assertEquals(401, status(behindIam, ".SIGNATURE_REMOVED_BY_GOOGLE"));
    assertEquals(401, status(behindIam, withoutSignature(token()) + "x"));
  }
}
