package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.web.settings.SecretText;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The keys that a platform of one's own needs and nobody else may have: made once, kept in the data
 * directory.
 */
public final class DevelopmentKeys {

  /** The tenant of the platform's own example. */
  public static final String TENANT = "550e8400-e29b-41d4-a716-446655449100";

  /** Issuer of its tokens. */
  public static final String ISSUER = "olympus-webhooks-local";

  /** Whom its tokens are for. */
  public static final String AUDIENCE = "olympus-webhooks";

  private static final Duration TOKEN_LIFE = Duration.ofDays(30);
  private static final List<String> PERMISSIONS =
      List.of(
          "webhooks:read",
          "webhooks:write",
          "secrets:read",
          "events:read",
          "events:publish",
          "payload:read",
          "operator:*");

  private final ECKey key;
  private final SecretText stripeSecret;

  private DevelopmentKeys(ECKey key, SecretText stripeSecret) {
    this.key = key;
    this.stripeSecret = stripeSecret;
  }

  /** Those of a directory, made where there are none. */
  public static DevelopmentKeys in(Path directory, RandomGenerator random) throws IOException {
    String jwk = keep(directory.resolve("jwt-key.json"), DevelopmentKeys::newKey);
    String stripe = keep(directory.resolve("stripe-secret"), () -> newStripeSecret(random));
    try {
      return new DevelopmentKeys(ECKey.parse(jwk), SecretText.of(stripe));
    } catch (ParseException e) {
      throw new IOException(directory.resolve("jwt-key.json") + " holds no key", e);
    }
  }

  /** Written aside first, so that a process that dies leaves the whole of it or nothing. */
  private static String keep(Path file, Supplier<String> make) throws IOException {
    if (!Files.exists(file)) {
      var owner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path aside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(aside);
      Files.createFile(aside, owner);
      Files.writeString(
          aside, make.get() + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  private static String newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .keyID("local")
          .generate()
          .toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException("no key of P-256 can be made", e);
    }
  }

  private static String newStripeSecret(RandomGenerator random) {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The public part, as a JWK set. */
  public String jwks() {
    return new JWKSet(key).toString(true);
  }

  /** What Stripe's events are signed with. */
  public SecretText stripeSecret() {
    return stripeSecret;
  }

  /** A token of {@link #TENANT} that may do everything. */
  public String token(Instant now) {
    return token(TENANT, now);
  }

  /** Likewise, of another tenant. */
  public String token(String tenant, Instant now) {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject("developer")
            .claim("tenant_id", tenant)
            .claim("permissions", PERMISSIONS)
            .claim("sources", List.of("olympus", "storekit"))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKEN_LIFE)))
            .build();
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
    try {
      jwt.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the development key does not sign", e);
    }
    return jwt.serialize();
  }
}
