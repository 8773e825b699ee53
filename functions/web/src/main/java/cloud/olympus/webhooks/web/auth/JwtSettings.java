package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.settings.Settings;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The settings that tokens are verified by: {@code WEBHOOKS_JWT_ISSUER}, {@code
 * WEBHOOKS_JWT_AUDIENCE} (one or several), {@code WEBHOOKS_JWT_ALGORITHMS} (RS256 unless said
 * otherwise), and the keys as exactly one of {@code WEBHOOKS_JWT_JWKS_URL}, {@code
 * WEBHOOKS_JWT_JWKS} (a JWK set) and {@code WEBHOOKS_JWT_PUBLIC_KEY} (PEM), of which the last two
 * may stand in a file that {@code …_FILE} names.
 */
public final class JwtSettings {
  private static final String ALGORITHMS = "JWT_ALGORITHMS";
  private static final String URL = "JWT_JWKS_URL";
  private static final String SET = "JWT_JWKS";
  private static final String KEY = "JWT_PUBLIC_KEY";

  private JwtSettings() {}

  /** Asks for the settings; the authenticator can be had after {@link Settings#check()}. */
  public static Supplier<Authenticator> read(Settings settings, InstantSource clock) {
    Supplier<String> issuer = settings.text("JWT_ISSUER").required();
    Supplier<List<String>> audiences = settings.list("JWT_AUDIENCE").required();
    Set<SignatureAlgorithm> algorithms = algorithms(settings);
    Optional<KeyRing> keys = keys(settings, algorithms);
    return () ->
        new JwtAuthenticator(
            new JwtRules(issuer.get(), Set.copyOf(audiences.get()), algorithms),
            keys.orElseThrow(() -> new IllegalStateException("read before the check")),
            clock);
  }

  private static Set<SignatureAlgorithm> algorithms(Settings settings) {
    var algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
    for (String name : settings.list(ALGORITHMS).orElse(List.of("RS256")).get()) {
      SignatureAlgorithm.named(name)
          .ifPresentOrElse(
              algorithms::add,
              () ->
                  settings.refuse(
                      ALGORITHMS, "takes only " + String.join(", ", SignatureAlgorithm.names())));
    }
    return algorithms;
  }

  private static Optional<KeyRing> keys(Settings settings, Set<SignatureAlgorithm> algorithms) {
    var url = settings.httpsUri(URL).optional().get();
    var set = settings.document(SET).optional().get();
    var key = settings.document(KEY).optional().get();
    long given = List.of(url, set, key).stream().filter(Optional::isPresent).count();
    if (given != 1) {
      settings.refuse(
          URL,
          "is to be given, or "
              + Settings.PREFIX
              + SET
              + ", or "
              + Settings.PREFIX
              + KEY
              + "; one of them");
      return Optional.empty();
    }
    if (url.isPresent()) {
      return Optional.of(KeyRing.of(new JwtKeys.Fetched(url.get()), algorithms));
    }
    try {
      JwtKeys fixed =
          set.<JwtKeys>map(JwtKeys.Inline::new).orElseGet(() -> new JwtKeys.Pem(key.get()));
      return Optional.of(KeyRing.of(fixed, algorithms));
    } catch (IllegalArgumentException e) {
      settings.refuse(set.isPresent() ? SET : KEY, "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }
}
