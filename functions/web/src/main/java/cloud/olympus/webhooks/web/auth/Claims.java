package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Principal;
import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds a token's claims against the rules, after its signature. */
final class Claims {
  /** How far clocks may be apart. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int MAX_SUBJECT = 255;

  private final JwtRules rules;

  Claims(JwtRules rules) {
    this.rules = rules;
  }

  /** Whom these claims name, at this time. */
  Principal check(JWTClaimsSet claims, Instant now) throws RefusedToken {
    Instant expiresAt = checkOrigin(claims, Set.of(rules.issuer()), rules.audiences(), now);
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank() || subject.length() > MAX_SUBJECT) {
      throw new RefusedToken("it has no subject (sub)");
    }
    if (!(claims.getClaim("tenant_id") instanceof String tenant)
        || !TENANT.matcher(tenant).matches()) {
      throw new RefusedToken("it has no tenant (tenant_id)");
    }
    return new Principal(
        subject,
        tenant,
        words(claims.getClaim("permissions"), "permissions"),
        words(claims.getClaim("sources"), "sources"),
        expiresAt);
  }

  /** Holds the claims that every token has against what is expected; gives when it expires. */
  static Instant checkOrigin(
      JWTClaimsSet claims, Set<String> issuers, Set<String> audiences, Instant now)
      throws RefusedToken {
    if (claims.getIssuer() == null || !issuers.contains(claims.getIssuer())) {
      throw new RefusedToken("its issuer (iss) is not the expected one");
    }
    if (claims.getAudience().stream().noneMatch(audiences::contains)) {
      throw new RefusedToken("its audience (aud) is not this service");
    }
    Instant expiresAt = instant(claims.getExpirationTime());
    if (expiresAt == null) {
      throw new RefusedToken("it has no expiry (exp)");
    }
    if (!now.isBefore(expiresAt.plus(SKEW))) {
      throw new RefusedToken("it has expired (exp)");
    }
    Instant notBefore = instant(claims.getNotBeforeTime());
    if (notBefore != null && now.plus(SKEW).isBefore(notBefore)) {
      throw new RefusedToken("it is not valid yet (nbf)");
    }
    return expiresAt;
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }

  /** Issuers write such a claim as an array or, as OAuth's scope, with spaces between. */
  private static Set<String> words(@Nullable Object claim, String name) throws RefusedToken {
    return switch (claim) {
      case null -> Set.of();
      case String text when text.isBlank() -> Set.of();
      case String text -> new HashSet<>(Arrays.asList(text.strip().split("\\s+")));
      case List<?> list -> {
        var words = new HashSet<String>();
        for (Object element : list) {
          if (!(element instanceof String word)) {
            throw new RefusedToken("its " + name + " are not texts");
          }
          words.add(word);
        }
        yield words;
      }
      default -> throw new RefusedToken("its " + name + " are not texts");
    };
  }
}
