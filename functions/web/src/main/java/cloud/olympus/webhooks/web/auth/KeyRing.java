package cloud.olympus.webhooks.web.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that a token's header names, in the configured set and nowhere else. Thread-safe.
 */
final class KeyRing {
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final Duration FETCH_DEADLINE = Duration.ofSeconds(5);

  /** How long a request waits for another's fetch: its two tries, and a little. */
  private static final Duration FETCH_WAIT = FETCH_DEADLINE.multipliedBy(2).plusSeconds(2);

  private static final Duration REFRESH_AHEAD = Duration.ofMinutes(1);

  /** Two fetches in this time: then a token with an unknown key is refused without asking again. */
  private static final Duration FETCH_INTERVAL = Duration.ofSeconds(30);

  private static final Duration OUTAGE = Duration.ofHours(4);

  private final JWKSource<SecurityContext> source;
  private final Set<SignatureAlgorithm> allowed;
  private final boolean named;

  private KeyRing(
      JWKSource<SecurityContext> source, Set<SignatureAlgorithm> allowed, boolean named) {
    this.source = source;
    this.allowed = allowed;
    this.named = named;
  }

  /**
   * The configured keys.
   *
   * @throws IllegalArgumentException if a given key set cannot be read or holds no key that fits
   */
  static KeyRing of(JwtKeys keys, Set<SignatureAlgorithm> allowed) {
    return switch (keys) {
      case JwtKeys.Fetched fetched ->
          fetched(fetched.url(), new JwksFetcher(FETCH_DEADLINE), allowed);
      case JwtKeys.Inline inline -> fixed(parse(inline.json()), allowed, true);
      case JwtKeys.Pem pem -> fixed(new JWKSet(PemKey.parse(pem.text())), allowed, false);
    };
  }

  static KeyRing fetched(URI url, ResourceRetriever retriever, Set<SignatureAlgorithm> allowed) {
    var source =
        JWKSourceBuilder.<SecurityContext>create(toUrl(url), retriever)
            .cache(KEEP.toMillis(), FETCH_WAIT.toMillis())
            .refreshAheadCache(
                REFRESH_AHEAD.toMillis(),
                null,
                // Virtual threads: they keep no process alive, so nothing has to be closed.
                Executors.newVirtualThreadPerTaskExecutor(),
                false,
                null,
                false)
            .rateLimited(FETCH_INTERVAL.toMillis())
            .retrying(true)
            .outageTolerant(OUTAGE.toMillis())
            .build();
    return new KeyRing(source, allowed, true);
  }

  private static KeyRing fixed(JWKSet set, Set<SignatureAlgorithm> allowed, boolean named) {
    if (set.getKeys().stream().noneMatch(key -> BoundKey.of(key, allowed).isPresent())) {
      throw new IllegalArgumentException("no key there fits exactly one of the algorithms");
    }
    return new KeyRing(new ImmutableJWKSet<>(set.toPublicJWKSet()), allowed, named);
  }

  /**
   * The key for a token: the one with its {@code kid}, or, where it names none or the key is a bare
   * one in PEM, the only one that is used with its algorithm.
   *
   * @throws KeySourceException if there are no keys at the moment
   */
  Optional<BoundKey> find(@Nullable String keyId, SignatureAlgorithm algorithm)
      throws KeySourceException {
    List<BoundKey> fitting =
        select(keyId).stream()
            .map(key -> BoundKey.of(key, allowed))
            .flatMap(Optional::stream)
            .filter(key -> key.algorithm() == algorithm)
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private List<JWK> select(@Nullable String keyId) throws KeySourceException {
    var everything = new JWKMatcher.Builder().build();
    var matcher =
        keyId == null || !named ? everything : new JWKMatcher.Builder().keyID(keyId).build();
    try {
      return source.get(new JWKSelector(matcher), null);
    } catch (KeySourceException e) {
      // No new set can be had now. Where there is an old one, the key is just not in it.
      source.get(new JWKSelector(everything), null);
      return List.of();
    }
  }

  private static JWKSet parse(String json) {
    try {
      return JWKSet.parse(json);
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a JWK set", e);
    }
  }

  private static URL toUrl(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("not a URL", e);
    }
  }
}
