package cloud.olympus.webhooks.web.auth;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.Settings;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The settings that tokens are verified by: {@code WEBHOOKS_JWT_ISSUER}, {@code
 * WEBHOOKS_JWT_AUDIENCE} (one or several), {@code WEBHOOKS_JWT_ALGORITHMS} (RS256 unless said
 * otherwise), and the keys as exactly one of {@code WEBHOOKS_JWT_JWKS_URL}, {@code
 * WEBHOOKS_JWT_JWKS} (a JWK set) and {@code WEBHOOKS_JWT_PUBLIC_KEY} (PEM), of which the last two
 * may stand in a file that {@code …_FILE} names, and is read again when it changes.
 */
public final class JwtSettings {
  private static final String ALGORITHMS = "JWT_ALGORITHMS";
  private static final String URL = "JWT_JWKS_URL";
  private static final String SET = "JWT_JWKS";
  private static final String KEY = "JWT_PUBLIC_KEY";

  private JwtSettings() {}

  /** Asks for the settings; the authenticator can be had after {@link Settings#check()}. */
  public static Supplier<Authenticator> read(Settings settings, InstantSource clock, Log log) {
    Supplier<String> issuer = settings.text("JWT_ISSUER").required();
    Supplier<List<String>> audiences = settings.list("JWT_AUDIENCE").required();
    Set<SignatureAlgorithm> algorithms = algorithms(settings);
    Optional<Supplier<KeyRing>> keys = keys(settings, algorithms, log);
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

  private static Optional<Supplier<KeyRing>> keys(
      Settings settings, Set<SignatureAlgorithm> algorithms, Log log) {
    var url = settings.httpsUri(URL).optional().get();
    var set = settings.live(SET, ring(JwtKeys.Inline::new, algorithms), log).optional().get();
    var key = settings.live(KEY, ring(JwtKeys.Pem::new, algorithms), log).optional().get();
    boolean setGiven = settings.live(SET).optional().get().isPresent();
    boolean keyGiven = settings.live(KEY).optional().get().isPresent();
    long given = Stream.of(url.isPresent(), setGiven, keyGiven).filter(one -> one).count();
    if (given == 0 && (settings.isRefusedAsFile(SET) || settings.isRefusedAsFile(KEY))) {
      return Optional.empty();
    }
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
      var fetched = KeyRing.of(new JwtKeys.Fetched(url.get()), algorithms);
      return Optional.of(() -> fetched);
    }
    return set.or(() -> key).map(ring -> ring);
  }

  private static Function<String, KeyRing> ring(
      Function<String, JwtKeys> form, Set<SignatureAlgorithm> algorithms) {
    return text -> KeyRing.of(form.apply(text), algorithms);
  }
}
