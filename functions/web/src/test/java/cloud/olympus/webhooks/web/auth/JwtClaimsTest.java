package cloud.olympus.webhooks.web.auth;

import static cloud.olympus.webhooks.web.auth.Bearer.assertAccepted;
import static cloud.olympus.webhooks.web.auth.Bearer.assertRefused;
import static cloud.olympus.webhooks.web.auth.Tokens.RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.at;
import static cloud.olympus.webhooks.web.auth.Tokens.claims;
import static cloud.olympus.webhooks.web.auth.Tokens.sign;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtClaimsTest {
  private final JwtAuthenticator authenticator = Bearer.with(Set.of(SignatureAlgorithm.RS256), RSA);

  static Stream<Arguments> spoiltClaims() {
    return Stream.of(
        spoilt("its issuer (iss) is not the expected one", c -> c.issuer("https://evil.test")),
        spoilt("its issuer (iss) is not the expected one", c -> c.issuer(Tokens.ISSUER + "/")),
        spoilt("its issuer (iss) is not the expected one", c -> c.issuer(null)),
        spoilt("its audience (aud) is not this service", c -> c.audience("billing")),
        spoilt("its audience (aud) is not this service", c -> c.audience("WEBHOOKS")),
        spoilt("its audience (aud) is not this service", c -> c.audience((String) null)),
        spoilt("its audience (aud) is not this service", c -> c.audience(List.of())),
        spoilt("it has no expiry (exp)", c -> c.expirationTime(null)),
        spoilt("it has expired (exp)", c -> c.expirationTime(at(-60))),
        spoilt("it is not valid yet (nbf)", c -> c.notBeforeTime(at(61))),
        spoilt("it has no subject (sub)", c -> c.subject(null)),
        spoilt("it has no subject (sub)", c -> c.subject(" ")),
        spoilt("it has no subject (sub)", c -> c.subject("s".repeat(256))),
        spoilt("it has no tenant (tenant_id)", c -> c.claim("tenant_id", null)),
        spoilt("it has no tenant (tenant_id)", c -> c.claim("tenant_id", "")),
        spoilt("it has no tenant (tenant_id)", c -> c.claim("tenant_id", 7)),
        spoilt("it has no tenant (tenant_id)", c -> c.claim("tenant_id", "a/../b")),
        spoilt("its permissions are not texts", c -> c.claim("permissions", 1)),
        spoilt("its permissions are not texts", c -> c.claim("permissions", List.of("a", 1))),
        spoilt("its permissions are not texts", c -> c.claim("permissions", Map.of("a", true))),
        spoilt("its sources are not texts", c -> c.claim("sources", true)));
  }

  private static Arguments spoilt(String check, UnaryOperator<JWTClaimsSet.Builder> spoil) {
    return Arguments.of(check, spoil);
  }

  @ParameterizedTest
  @MethodSource("spoiltClaims")
  void claimsThatDoNotHoldAreRefusedByName(
      String check, UnaryOperator<JWTClaimsSet.Builder> spoil) {
    assertRefused(authenticator, sign(RSA, spoil.apply(claims())), check);
  }

  @Test
  void permissionsAreAListOrWordsOrNone() {
    assertEquals(Set.of("a:b", "c:d"), permissions(List.of("a:b", "c:d", "a:b")));
    assertEquals(Set.of("a:b", "c:d"), permissions("a:b  c:d a:b"));
    assertEquals(Set.of(), permissions(" "));
    assertEquals(Set.of(), permissions(null));
    assertEquals(Set.of(), permissions(List.of()));
  }

  @Test
  void clocksMayBeAMinuteApart() {
    assertAccepted(authenticator, sign(RSA, claims().expirationTime(at(-59))));
    assertAccepted(authenticator, sign(RSA, claims().notBeforeTime(at(60))));
    assertAccepted(authenticator, sign(RSA, claims().audience(List.of("billing", "webhooks"))));
  }

  private Set<String> permissions(@Nullable Object claim) {
    return Bearer.principal(authenticator, sign(RSA, claims().claim("permissions", claim)))
        .permissions();
  }
}
