package cloud.olympus.webhooks.web.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;

/** Real keys, and tokens signed with them. */
final class Tokens {
  static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  static final String ISSUER = "https://id.olympus.test";
  static final String AUDIENCE = "webhooks";
  static final RSAKey RSA = rsa(2048, "rsa-1", JWSAlgorithm.RS256);
  static final RSAKey OTHER_RSA = rsa(2048, "rsa-1", JWSAlgorithm.RS256);
  static final ECKey EC = ec(Curve.P_256, "ec-1", JWSAlgorithm.ES256);

  private Tokens() {}

  static RSAKey rsa(int bits, String id, JWSAlgorithm algorithm) {
    try {
      return new RSAKeyGenerator(bits, true).keyID(id).algorithm(algorithm).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(Curve curve, String id, JWSAlgorithm algorithm) {
    try {
      return new ECKeyGenerator(curve).keyID(id).algorithm(algorithm).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims that hold, to be spoilt. */
  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("user-1")
        .expirationTime(at(3600))
        .claim("tenant_id", "tenant-1")
        .claim("permissions", List.of("webhooks:read", "events:publish"))
        .claim("sources", "olympus storekit");
  }

  static Date at(long secondsFromNow) {
    return Date.from(NOW.plusSeconds(secondsFromNow));
  }

  static JWSHeader.Builder header(JWK key) {
    return new JWSHeader.Builder(JWSAlgorithm.parse(key.getAlgorithm().getName()))
        .type(JOSEObjectType.JWT)
        .keyID(key.getKeyID());
  }

  static String sign(JWK key, JWTClaimsSet.Builder claims) {
    return sign(key, header(key), claims);
  }

  static String sign(JWK key, JWSHeader.Builder header, JWTClaimsSet.Builder claims) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
      return sign(signer, header, claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sign(JWSSigner signer, JWSHeader.Builder header, JWTClaimsSet.Builder claims) {
    try {
      var jwt = new SignedJWT(header.build(), claims.build());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token of any header and payload, with a good RS256 signature. */
  static String signText(RSAKey key, String header, String payload) {
    try {
      String content = Base64URL.encode(header) + "." + Base64URL.encode(payload);
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.toPrivateKey());
      signature.update(content.getBytes(US_ASCII));
      return content + "." + Base64URL.encode(signature.sign());
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }
}
