package cloud.olympus.webhooks.web.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.Principal;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import cloud.olympus.webhooks.web.Router;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.inprocess.InMemoryResponse;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls with bearer tokens, through a router, as they come. */
final class Bearer {
  private Bearer() {}

  /** An authenticator that takes these keys for these algorithms, at {@link Tokens#NOW}. */
  static JwtAuthenticator with(Set<SignatureAlgorithm> algorithms, JWK... keys) {
    return with(InstantSource.fixed(Tokens.NOW), algorithms, keys);
  }

  static JwtAuthenticator with(
      InstantSource clock, Set<SignatureAlgorithm> algorithms, JWK... keys) {
    var set = new JWKSet(List.of(keys));
    return new JwtAuthenticator(rules(algorithms), new JwtKeys.Inline(set.toString(false)), clock);
  }

  static JwtRules rules(Set<SignatureAlgorithm> algorithms) {
    return new JwtRules(Tokens.ISSUER, Set.of(Tokens.AUDIENCE), algorithms);
  }

  /** Whom a good token proves. */
  static Principal principal(Authenticator authenticator, String token) {
    var found = new ArrayList<Principal>();
    Authenticator spying =
        call -> {
          found.add(authenticator.authenticate(call));
          return found.getFirst();
        };
    assertAccepted(spying, token);
    return found.getFirst();
  }

  /** What a function answers that says who calls. */
  static InMemoryResponse call(Authenticator authenticator, InMemoryRequest request) {
    var router =
        Router.builder((severity, message, fields, thrown) -> {}, () -> 1L)
            .authenticator(authenticator)
            .route(
                Route.get("/", call -> Reply.of(200, "text/plain", "" + call.principal()))
                    .forPrincipals())
            .build();
    try {
      return InMemoryResponse.of(router, request);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static InMemoryResponse call(Authenticator authenticator, String token) {
    return call(authenticator, InMemoryRequest.get("/").header("Authorization", "Bearer " + token));
  }

  static void assertAccepted(Authenticator authenticator, String token) {
    var response = call(authenticator, token);
    assertEquals(200, response.status(), response::text);
  }

  static void assertRefused(Authenticator authenticator, String token, String check) {
    var response = call(authenticator, token);
    assertEquals(401, response.status());
    assertEquals(
        "Bearer error=\"invalid_token\"", response.header("WWW-Authenticate").orElseThrow());
    assertEquals(
        "The token was refused: " + check + ".", response.json().get("detail").getAsString());
    assertFalse(token.length() > 8 && response.text().contains(token), "the token is echoed");
  }
}
