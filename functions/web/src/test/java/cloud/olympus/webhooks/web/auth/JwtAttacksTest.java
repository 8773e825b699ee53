package cloud.olympus.webhooks.web.auth;

import static cloud.olympus.webhooks.web.auth.Bearer.assertAccepted;
import static cloud.olympus.webhooks.web.auth.Bearer.assertRefused;
import static cloud.olympus.webhooks.web.auth.Tokens.EC;
import static cloud.olympus.webhooks.web.auth.Tokens.OTHER_RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.claims;
import static cloud.olympus.webhooks.web.auth.Tokens.header;
import static cloud.olympus.webhooks.web.auth.Tokens.sign;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on JSON Web Tokens, as RFC 8725 and RFC 7515 name them. */
class JwtAttacksTest {
  private static final String NO_KEY = "no key of ours is meant by its header (kid, alg)";
  private static final String NOT_ALLOWED = "its algorithm (alg) is not allowed";
  private static final String WRONG = "its signature is wrong";

  private final JwtAuthenticator authenticator =
      Bearer.with(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256), RSA, EC);

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void anUnsignedTokenIsRefused(String none) {
    String payload = part(claims().build().toString());

    for (String header :
        List.of(
            "{\"alg\":\"" + none + "\"}",
            "{\"alg\":\"" + none + "\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}")) {
      for (String signature : List.of("", "AAAA", sign(RSA, claims()).split("\\.", -1)[2])) {
        var response = Bearer.call(authenticator, part(header) + "." + payload + "." + signature);
        assertEquals(401, response.status());
      }
    }
  }

  @Test
  void aPublicKeyIsNotTakenForASharedSecret() throws Exception {
    for (byte[] secret :
        List.of(
            Tokens.pem(RSA.toPublicKey()).getBytes(UTF_8),
            RSA.toPublicKey().getEncoded(),
            RSA.toPublicJWK().toJSONString().getBytes(UTF_8),
            RSA.getModulus().decode())) {
      var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1");
      assertRefused(authenticator, sign(new MACSigner(secret), header, claims()), NOT_ALLOWED);
    }
  }

  @Test
  void aSharedKeyInTheSetIsNeverUsed() throws Exception {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    var shared =
        new OctetSequenceKey.Builder(secret).keyID("oct-1").algorithm(JWSAlgorithm.HS256).build();
    var mixed = Bearer.with(Set.of(SignatureAlgorithm.RS256), RSA, shared);
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("oct-1");

    assertRefused(mixed, sign(new MACSigner(secret), header, claims()), NOT_ALLOWED);
  }

  @Test
  void aKeyWorksWithItsOwnAlgorithmAlone() throws Exception {
    var both = Bearer.with(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256), RSA);
    var header = new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa-1");

    assertRefused(both, sign(new RSASSASigner(RSA), header, claims()), NO_KEY);
    assertAccepted(both, sign(RSA, claims()));
  }

  @Test
  void aKeyWithoutAnAlgorithmWorksOnlyWhereTheConfigurationLeavesOne() {
    RSAKey open = new RSAKey.Builder(RSA).algorithm(null).build();
    var one = Bearer.with(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256), open);
    var two =
        Bearer.with(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256), open, OTHER_RSA);
    var header = header(RSA);

    assertAccepted(one, sign(open, header, claims()));
    assertRefused(two, sign(open, header.keyID("rsa-1"), claims()), WRONG);
  }

  @Test
  void aKeyForSomethingElseOrTooSmallIsNotUsed() {
    RSAKey encrypting = new RSAKey.Builder(RSA).keyID("enc").keyUse(KeyUse.ENCRYPTION).build();
    RSAKey small = Tokens.rsa(1024, "small", JWSAlgorithm.RS256);
    var some = Bearer.with(Set.of(SignatureAlgorithm.RS256), RSA, encrypting, small);

    assertRefused(some, sign(encrypting, claims()), NO_KEY);
    assertRefused(some, sign(RSA, header(small), claims()), NO_KEY);
    assertThrows(
        IllegalArgumentException.class, () -> Bearer.with(Set.of(SignatureAlgorithm.RS256), small));
  }

  @Test
  void aKeyInTheTokensHeaderIsIgnored() throws Exception {
    var attackers = Tokens.rsa(2048, "mine", JWSAlgorithm.RS256);
    String embedded = sign(attackers, header(RSA).jwk(attackers.toPublicJWK()), claims());
    String unnamed =
        sign(attackers, header(attackers).keyID(null).jwk(attackers.toPublicJWK()), claims());

    assertRefused(authenticator, embedded, WRONG);
    assertRefused(authenticator, unnamed, WRONG);
  }

  @Test
  void addressesOfKeysInTheHeaderAreNeverFetched() {
    var far = URI.create("http://127.0.0.1:1/keys");
    var header = header(RSA).jwkURL(far).x509CertURL(far);

    assertAccepted(authenticator, sign(RSA, header, claims()));
    assertRefused(authenticator, sign(OTHER_RSA, header, claims()), WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "../../etc/passwd", "' OR '1'='1", "rsa-1\u0000", "RSA-1", ""})
  void aKeyIdIsOnlyLookedUp(String keyId) {
    assertRefused(authenticator, sign(RSA, header(RSA).keyID(keyId), claims()), NO_KEY);
  }

  @Test
  void aKeyIdHasALimit() {
    assertRefused(
        authenticator,
        sign(RSA, header(RSA).keyID("k".repeat(257)), claims()),
        "its key id (kid) is too long");
  }

  @Test
  void withoutAKeyIdTheKeyMustBeTheOnlyOne() {
    var two =
        Bearer.with(
            Set.of(SignatureAlgorithm.RS256),
            RSA,
            new RSAKey.Builder(OTHER_RSA).keyID("rsa-2").build());
    String token = sign(RSA, header(RSA).keyID(null), claims());

    assertAccepted(authenticator, token);
    assertRefused(two, token, NO_KEY);
  }

  @Test
  void whatAHeaderDemandsAndWeDoNotKnowIsRefused() {
    String refusal = "its header demands what is not understood here (crit)";
    for (String more :
        List.of(
            "\"crit\":[\"exp2\"],\"exp2\":1",
            "\"crit\":[\"b64\"],\"b64\":false",
            "\"b64\":false",
            "\"crit\":[\"alg\"]",
            "\"crit\":[]")) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"," + more + "}";
      assertRefused(
          authenticator, Tokens.signText(RSA, header, claims().build().toString()), refusal);
    }
  }

  @Test
  void aTokenForSomethingElseIsRefused() {
    for (String type : List.of("JWT", "jwt", "at+jwt", "AT+JWT")) {
      assertAccepted(
          authenticator, sign(RSA, header(RSA).type(new JOSEObjectType(type)), claims()));
    }
    assertAccepted(authenticator, sign(RSA, header(RSA).type(null), claims()));
    for (String type : List.of("dpop+jwt", "logout+jwt", "JOSE", "")) {
      assertRefused(
          authenticator,
          sign(RSA, header(RSA).type(new JOSEObjectType(type)), claims()),
          "it is a token for something else (typ)");
    }
  }

  @Test
  void signaturesOfZeroesAndInDerAreRefused() throws Exception {
    String signed = sign(EC, claims());
    String content = signed.substring(0, signed.lastIndexOf('.') + 1);
    byte[] der =
        ECDSA.transcodeSignatureToDER(new Base64URL(signed.substring(content.length())).decode());

    for (byte[] signature : List.of(new byte[64], new byte[63], new byte[65], der)) {
      assertRefused(authenticator, content + Base64URL.encode(signature), WRONG);
    }
  }

  @Test
  void aTokenWithAnyPartChangedIsRefused() {
    String token = sign(RSA, claims());
    String[] parts = token.split("\\.", -1);
    String other = part(claims().claim("tenant_id", "tenant-2").build().toString());

    assertRefused(authenticator, parts[0] + "." + other + "." + parts[2], WRONG);
    assertRefused(
        authenticator,
        part("{\"kid\":\"rsa-1\",\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2],
        WRONG);
    byte[] signature = new Base64URL(parts[2]).decode();
    signature[100] ^= 1;
    assertRefused(
        authenticator, parts[0] + "." + parts[1] + "." + Base64URL.encode(signature), WRONG);
  }

  static Stream<String> notTokens() {
    return Stream.of(
        "x",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "a.b.c.d.e",
        "..",
        part("[]") + ".e30.AAAA",
        part("null") + ".e30.AAAA",
        part("{}") + ".e30.AAAA",
        part("{\"alg\":1}") + ".e30.AAAA",
        part("{\"alg\":\"RS256\",\"kid\":{}}") + ".e30.AAAA",
        part("{\"alg\":\"RS256\",\"crit\":\"x\"}") + ".e30.AAAA",
        part("{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\"}}") + ".e30.AAAA",
        part("{\"alg\":\"RS256\",\"x\":" + "[".repeat(5000) + "]".repeat(900) + "}") + ".e30.AAAA",
        part("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}") + "..AAAA.AAAA.AAAA");
  }

  @ParameterizedTest
  @MethodSource("notTokens")
  void whatIsNoSignedTokenIsRefused(String token) {
    assertEquals(401, Bearer.call(authenticator, token).status());
  }

  @Test
  void aPayloadThatIsNoClaimsIsRefusedThoughItIsSigned() throws Exception {
    for (String payload :
        List.of(
            "",
            "[]",
            "null",
            "x",
            "{\"exp\":\"soon\"}",
            "{\"a\":" + "[".repeat(3000) + "]".repeat(1000) + "}")) {
      String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}";
      assertEquals(401, Bearer.call(authenticator, Tokens.signText(RSA, header, payload)).status());
    }
  }

  @Test
  void aTokenHasALimit() {
    assertRefused(
        authenticator,
        sign(RSA, claims().claim("more", "x".repeat(6_200))),
        "it is longer than 8192 characters");
    assertAccepted(authenticator, sign(RSA, claims().claim("more", "x".repeat(5_000))));
  }

  private static String part(String json) {
    return Base64URL.encode(json).toString();
  }
}
