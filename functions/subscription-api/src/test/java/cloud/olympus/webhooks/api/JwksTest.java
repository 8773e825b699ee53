package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwksTest {

  private static final String ALL = "/.well-known/jwks.json";

  private final TestApi api = new TestApi();

  private String rotate(String tenant, String json) throws Exception {
    return api.tenant(tenant).post("/v1/signing-keys/rotate", json).json().get("id").getAsString();
  }

  private static String of(String tenant) {
    return "/.well-known/tenants/" + tenant + "/jwks.json";
  }

  private InMemoryResponse get(String path, String query) throws Exception {
    var response = api.send(InMemoryRequest.get(path).query(query));
    assertEquals(200, response.status(), response.text());
    return response;
  }

  private Set<String> ids(String path, String query) throws Exception {
    var ids = new ArrayList<String>();
    for (var key : get(path, query).json().getAsJsonArray("keys")) {
      ids.add(key.getAsJsonObject().get("kid").getAsString());
    }
    return Set.copyOf(ids);
  }

  @Test
  void somebodyElsesLibraryReadsTheKeys() throws Exception {
    String id = rotate("trattoria", "{}");

    var response = get(of("trattoria"), "");

    var key = JWKSet.parse(response.text()).getKeyByKeyId(id);
    var octets = (OctetKeyPair) key;
    assertEquals("Ed25519", octets.getCurve().getName());
    assertEquals("EdDSA", octets.getAlgorithm().getName());
    assertEquals("sig", octets.getKeyUse().getValue());
    assertFalse(octets.isPrivate());
    var stored = api.tenantKeys.find(TenantKeySet.handle("trattoria")).orElseThrow();
    assertEquals(
        stored.keys().getFirst().publicKey().toString(),
        "whpk_" + Base64.getEncoder().encodeToString(octets.getX().decode()));
    assertEquals("application/jwk-set+json", response.header("Content-Type").orElse(""));
  }

  @Test
  void aTenantsSetHoldsItsOwnKeysAlone() throws Exception {
    String theirs = rotate("trattoria", "{}");
    rotate("pizzeria", "{}");

    assertEquals(Set.of(theirs), ids(of("trattoria"), ""));
  }

  @Test
  void theSetOfAllHoldsThoseThatAreNamed() throws Exception {
    String first = rotate("trattoria", "{}");
    String second = rotate("trattoria", "{}");
    String other = rotate("pizzeria", "{}");

    assertEquals(Set.of(second), ids(ALL, "kid=" + second));
    assertEquals(Set.of(first, second), ids(ALL, "kid=" + second + "&kid=" + first));
    assertEquals(Set.of(first, other), ids(ALL, "kid=" + other + "&kid=" + first));
    assertEquals(Set.of(first, second, other), ids(ALL, ""));
  }

  @Test
  void whoeverNamesNoneSeesAChangeOfThisProcessAtOnceAndOthersAfterTenSeconds() throws Exception {
    rotate("trattoria", "{}");
    assertEquals(1, ids(ALL, "").size());
    rotate("pizzeria", "{}");
    assertEquals(2, ids(ALL, "").size());

    api.tenantKeys.replace(new TenantKeySet("bistro", oneKey(), 0));
    assertEquals(2, ids(ALL, "").size());
    api.clock.advance(Duration.ofSeconds(10));
    assertEquals(3, ids(ALL, "").size());
  }

  @Test
  void itNeverHoldsMoreThanFiveHundredTenants() throws Exception {
    for (int i = 0; i < KeyPairs.MOST_TENANTS + 5; i++) {
      api.tenantKeys.replace(new TenantKeySet("tenant_" + i, oneKey(), 0));
    }

    assertEquals(KeyPairs.MOST_TENANTS, ids(ALL, "").size());
    var last = TenantKeySet.none("tenant_" + (KeyPairs.MOST_TENANTS + 4));
    String id = last.id(oneKey().getFirst());
    assertEquals(Set.of(id), ids(ALL, "kid=" + id), "named it is always found");
  }

  private List<TenantKey> oneKey() throws Exception {
    if (api.tenantKeys.find(TenantKeySet.handle("trattoria")).isEmpty()) {
      rotate("trattoria", "{}");
    }
    return api.tenantKeys.find(TenantKeySet.handle("trattoria")).orElseThrow().keys();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7e8674da65a4c8ec36625b451fc9510d.00000000000000000000000000000000",
        "00000000000000000000000000000000.00000000000000000000000000000000",
        "7e8674da65a4c8ec36625b451fc9510d",
        "%2e%2e%2f",
        "",
      })
  void aKeyThatIsNotKnownIsInNoSet(String id) throws Exception {
    rotate("trattoria", "{}");

    assertEquals(Set.of(), ids(ALL, "kid=" + id));
  }

  @Test
  void aTenantWithoutKeysIsAnsweredAsOneThatDoesNotExist() throws Exception {
    api.tenant("trattoria").webhook(TestApi.HOOK);

    var without = get(of("trattoria"), "");
    var missing = get(of("nobody%20at%20all"), "");

    assertEquals("{\"keys\":[]}", without.text());
    assertEquals(without.text(), missing.text());
    assertEquals(without.getHeaders(), missing.getHeaders());
  }

  @Test
  void noSetTellsATenantsId() throws Exception {
    String id = rotate("trattoria", "{}");

    for (String query : List.of("", "kid=" + id)) {
      assertFalse(get(ALL, query).text().contains("trattoria"));
    }
  }

  @Test
  void anEndedKeyIsToldForAnHourYet() throws Exception {
    String first = rotate("trattoria", "{}");
    rotate("trattoria", "{'overlap_seconds':60}");

    api.clock.advance(Duration.ofSeconds(60).plus(Duration.ofMinutes(59)));
    assertTrue(ids(of("trattoria"), "").contains(first));
    api.clock.advance(Duration.ofMinutes(1));
    assertFalse(ids(of("trattoria"), "").contains(first));
    assertEquals(Set.of(), ids(ALL, "kid=" + first));
  }

  @Test
  void aKeyThatWasReplacedWithoutOverlapIsToldNoMore() throws Exception {
    String first = rotate("trattoria", "{}");
    String second = rotate("trattoria", "{'overlap_seconds':0}");

    assertEquals(Set.of(second), ids(of("trattoria"), ""));
    assertEquals(Set.of(), ids(ALL, "kid=" + first));
  }

  @Test
  void itMayBeCachedForAMinuteAndComparedByItsTag() throws Exception {
    rotate("trattoria", "{}");
    var response = get(of("trattoria"), "");
    String tag = response.header("ETag").orElseThrow();
    assertEquals("public, max-age=60", response.header("Cache-Control").orElse(""));

    var again = api.send(InMemoryRequest.get(of("trattoria")).header("If-None-Match", tag));
    assertEquals(304, again.status());
    assertEquals("public, max-age=60", again.header("Cache-Control").orElse(""));
    assertEquals(tag, again.header("ETag").orElse(""));

    rotate("trattoria", "{}");
    assertNotEquals(tag, get(of("trattoria"), "").header("ETag").orElse(""));
  }

  @Test
  void moreThanTenKeysCannotBeNamedAtOnce() throws Exception {
    var query = new StringBuilder();
    for (int i = 0; i < 11; i++) {
      query.append("kid=").append("%032x.%032x".formatted(i, i)).append('&');
    }

    var response = api.send(InMemoryRequest.get(ALL).query(query.toString()));

    assertEquals(400, response.status());
    assertEquals(List.of("kid too_many"), TestApi.errors(response));
    assertEquals(400, api.send(InMemoryRequest.get(ALL).query("id=1")).status());
  }
}
