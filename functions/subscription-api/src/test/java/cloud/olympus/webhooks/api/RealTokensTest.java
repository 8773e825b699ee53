package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.auth.JwtAuthenticator;
import cloud.olympus.webhooks.web.auth.JwtKeys;
import cloud.olympus.webhooks.web.auth.JwtRules;
import cloud.olympus.webhooks.web.auth.SignatureAlgorithm;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RealTokensTest {

  private final TestApi api = new TestApi();
  private final ECKey key = key("k1");

  RealTokensTest() {
    api.authenticatedBy(
        new JwtAuthenticator(
            new JwtRules(
                "https://id.example", Set.of("webhooks"), Set.of(SignatureAlgorithm.ES256)),
            new JwtKeys.Inline(new JWKSet(key.toPublicJWK()).toString()),
            api.clock));
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }

  private String token(ECKey signer, String tenant, long seconds, List<String> permissions)
      throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer("https://id.example")
            .audience("webhooks")
            .subject("service-1")
            .claim("tenant_id", tenant)
            .claim("permissions", permissions)
            .claim("sources", List.of("olympus"))
            .expirationTime(Date.from(api.clock.instant().plusSeconds(seconds)))
            .build();
    var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims);
    jwt.sign(new ECDSASigner(signer));
    return "Bearer " + jwt.serialize();
  }

  private InMemoryResponse get(String authorization, String path) throws Exception {
    return api.send(InMemoryRequest.get(path).header("Authorization", authorization));
  }

  @Test
  void theTokenSaysWhoseDataIsSeenAndWhatMayBeDone() throws Exception {
    String trattoria = token(key, "trattoria", 600, List.of("webhooks:read", "webhooks:write"));
    var created =
        api.send(
            InMemoryRequest.post("/v1/webhooks")
                .header("Authorization", trattoria)
                .json(TestApi.HOOK));
    String path = created.header("Location").orElseThrow();

    assertEquals(201, created.status());
    assertEquals(200, get(trattoria, path).status());
    assertEquals(403, get(trattoria, path + "/secret").status());
    assertEquals(404, get(token(key, "pizzeria", 600, List.of("webhooks:read")), path).status());
  }

  @Test
  void aTokenThatProvesNothingIsRefused() throws Exception {
    var permissions = List.of("webhooks:read");

    assertEquals(
        401, get(token(key("k1"), "trattoria", 600, permissions), "/v1/webhooks").status());
    assertEquals(401, get(token(key, "trattoria", -61, permissions), "/v1/webhooks").status());
    assertEquals(401, get(token(key, "a b", 600, permissions), "/v1/webhooks").status());
    var none = api.send(InMemoryRequest.get("/v1/webhooks"));
    assertEquals(401, none.status());
    assertEquals("Bearer", none.header("WWW-Authenticate").orElse(""));
    assertTrue(none.json().has("detail"));
  }
}
