package cloud.olympus.webhooks.web.auth;

import static cloud.olympus.webhooks.web.auth.Bearer.assertAccepted;
import static cloud.olympus.webhooks.web.auth.Bearer.assertRefused;
import static cloud.olympus.webhooks.web.auth.Tokens.EC;
import static cloud.olympus.webhooks.web.auth.Tokens.NOW;
import static cloud.olympus.webhooks.web.auth.Tokens.OTHER_RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.at;
import static cloud.olympus.webhooks.web.auth.Tokens.claims;
import static cloud.olympus.webhooks.web.auth.Tokens.header;
import static cloud.olympus.webhooks.web.auth.Tokens.sign;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

  private final JwtAuthenticator authenticator =
      Bearer.with(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256), RSA, EC);

  @Test
  void aTokenProvesWhoCalls() {
    String token = sign(RSA, claims());

    assertEquals(
        new Principal(
            "user-1",
            "tenant-1",
            Set.of("webhooks:read", "events:publish"),
            Set.of("olympus", "storekit"),
            NOW.plusSeconds(3600)),
        Bearer.principal(authenticator, token));
  }

  @Test
  void eachAllowedAlgorithmIsVerified() throws Exception {
    for (var algorithm : SignatureAlgorithm.values()) {
      JWK key =
          algorithm.name().startsWith("ES")
              ? Tokens.ec(
                  Curve.forJWSAlgorithm(algorithm.jws()).iterator().next(), "k", algorithm.jws())
              : new RSAKey.Builder(RSA).algorithm(algorithm.jws()).build();

      assertAccepted(Bearer.with(Set.of(algorithm), key), sign(key, claims()));
    }
  }

  @Test
  void aPublicKeyInPemIsEnough() throws Exception {
    var rsa = with(new JwtKeys.Pem(Tokens.pem(RSA.toPublicKey())), SignatureAlgorithm.RS256);
    var ec = with(new JwtKeys.Pem(Tokens.pem(EC.toPublicKey())), SignatureAlgorithm.ES256);

    assertAccepted(rsa, sign(RSA, header(RSA).keyID(null), claims()));
    assertAccepted(rsa, sign(RSA, header(RSA).keyID("any"), claims()));
    assertAccepted(ec, sign(EC, header(EC).keyID(null), claims()));
    assertRefused(
        rsa, sign(EC, header(EC).keyID(null), claims()), "its algorithm (alg) is not allowed");
    assertRefused(
        rsa, sign(OTHER_RSA, header(RSA).keyID(null), claims()), "its signature is wrong");
  }

  @Test
  void aCallWithoutATokenIsToldHowToSendOne() {
    var response = Bearer.call(authenticator, InMemoryRequest.get("/"));

    assertEquals(401, response.status());
    assertEquals("Bearer", response.header("WWW-Authenticate").orElseThrow());
    assertEquals("/problems/unauthorized", response.json().get("type").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer a b",
        "Bearer a,b",
        "Bearer ü",
        "bearer\ta"
      })
  void credentialsThatAreNoTokenAreRefused(String credentials) {
    var request = InMemoryRequest.get("/").header("Authorization", credentials);

    assertEquals(401, Bearer.call(authenticator, request).status());
  }

  @Test
  void twoTokensAreRefused() {
    String good = "Bearer " + sign(RSA, claims());
    var request =
        InMemoryRequest.get("/").header("Authorization", good).header("Authorization", good);

    assertEquals(401, Bearer.call(authenticator, request).status());
  }

  @Test
  void theSchemesCaseDoesNotMatter() {
    var request = InMemoryRequest.get("/").header("authorization", "bEARER " + sign(RSA, claims()));

    assertEquals(200, Bearer.call(authenticator, request).status());
  }

  @Test
  void aTokenThatWasVerifiedIsForgottenWhenItExpires() {
    var now = new AtomicReference<>(NOW);
    var moving = Bearer.with(now::get, Set.of(SignatureAlgorithm.RS256), RSA);
    String token = sign(RSA, claims().expirationTime(at(30)));

    assertAccepted(moving, token);
    now.set(NOW.plusSeconds(89));
    assertAccepted(moving, token);
    now.set(NOW.plusSeconds(90));
    assertRefused(moving, token, "it has expired (exp)");
  }

  @Test
  void keysThatCannotBeReadAreRefusedAtStart() throws Exception {
    for (JwtKeys keys :
        List.of(
            new JwtKeys.Inline("{}"),
            new JwtKeys.Inline("[]"),
            new JwtKeys.Inline("{\"keys\":[]}"),
            new JwtKeys.Inline(new JWKSet(EC).toString()),
            new JwtKeys.Pem("x"),
            new JwtKeys.Pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
            new JwtKeys.Pem(
                Tokens.pem(Tokens.rsa(1024, "small", JWSAlgorithm.RS256).toPublicKey())),
            new JwtKeys.Pem(
                "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(new byte[600])
                    + "\n-----END PRIVATE KEY-----"))) {
      assertThrows(IllegalArgumentException.class, () -> with(keys, SignatureAlgorithm.RS256));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new JwtKeys.Fetched(URI.create("http://id.olympus.test/keys")));
  }

  private static JwtAuthenticator with(JwtKeys keys, SignatureAlgorithm algorithm) {
    return new JwtAuthenticator(Bearer.rules(Set.of(algorithm)), keys, InstantSource.fixed(NOW));
  }
}
