package cloud.olympus.webhooks.web.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were verified a moment ago, by their hash: a signature costs more to verify than most
 * requests to serve. Only valid tokens get in, so nobody can push others' out. Thread-safe.
 *
 * @param <T> what a token proves
 */
final class VerifiedTokens<T> {
  static final int CAPACITY = 1_000;
  static final Duration KEEP = Duration.ofSeconds(60);

  private record Verified<T>(T proof, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Verified<T>> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified<T>> eldest) {
          return size() > CAPACITY;
        }
      };

  VerifiedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** What a token was found to prove, if that was less than a minute ago and still holds. */
  Optional<T> find(String hash) {
    Instant now = clock.instant();
    synchronized (entries) {
      Verified<T> entry = entries.get(hash);
      if (entry == null) {
        return Optional.empty();
      }
      if (now.isBefore(entry.until())) {
        return Optional.of(entry.proof());
      }
      entries.remove(hash);
      return Optional.empty();
    }
  }

  void keep(String hash, T proof, Instant expiresAt) {
    Instant until = clock.instant().plus(KEEP);
    var entry = new Verified<>(proof, until.isBefore(expiresAt) ? until : expiresAt);
    synchronized (entries) {
      entries.remove(hash);
      entries.put(hash, entry);
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
