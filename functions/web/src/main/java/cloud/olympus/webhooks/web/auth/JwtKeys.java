package cloud.olympus.webhooks.web.auth;

import java.net.URI;

/** Where the keys come from that tokens are verified with. */
public sealed interface JwtKeys {

  /**
   * A JWK set (RFC 7517) that is fetched, and fetched again as it ages or a key is missing.
   *
   * @param url https
   */
  record Fetched(URI url) implements JwtKeys {
    public Fetched {
      if (!"https".equalsIgnoreCase(url.getScheme())) {
        throw new IllegalArgumentException("a JWK set is fetched by https");
      }
    }
  }

  /** A JWK set as JSON text, read once. */
  record Inline(String json) implements JwtKeys {}

  /** One public key in PEM ({@code BEGIN PUBLIC KEY}). */
  record Pem(String text) implements JwtKeys {}
}
