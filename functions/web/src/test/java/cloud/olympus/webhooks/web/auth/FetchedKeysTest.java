package cloud.olympus.webhooks.web.auth;

import static cloud.olympus.webhooks.web.auth.Bearer.assertAccepted;
import static cloud.olympus.webhooks.web.auth.Bearer.assertRefused;
import static cloud.olympus.webhooks.web.auth.JwksServer.serving;
import static cloud.olympus.webhooks.web.auth.Tokens.EC;
import static cloud.olympus.webhooks.web.auth.Tokens.OTHER_RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.RSA;
import static cloud.olympus.webhooks.web.auth.Tokens.claims;
import static cloud.olympus.webhooks.web.auth.Tokens.header;
import static cloud.olympus.webhooks.web.auth.Tokens.sign;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FetchedKeysTest {
  private static final Set<SignatureAlgorithm> ALGORITHMS =
      Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256);
  private static final String NO_KEY = "no key of ours is meant by its header (kid, alg)";

  private final JwksServer server = new JwksServer();
  private final JwksFetcher fetcher = new JwksFetcher(Duration.ofSeconds(5));
  private final JwtAuthenticator authenticator =
      new JwtAuthenticator(
          Bearer.rules(ALGORITHMS),
          KeyRing.fetched(server.url(), fetcher, ALGORITHMS),
          InstantSource.fixed(Tokens.NOW));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keysAreFetchedOnceForManyTokens() {
    server.behaviour = serving(new JWKSet(List.of(RSA, EC)).toString());

    for (int i = 0; i < 20; i++) {
      assertAccepted(authenticator, sign(RSA, claims().jwtID("a" + i)));
      assertAccepted(authenticator, sign(EC, claims().jwtID("b" + i)));
    }
    assertEquals(1, server.requests.get());
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() {
    RSAKey rotated = new RSAKey.Builder(OTHER_RSA).keyID("rsa-2").build();
    server.behaviour = serving(new JWKSet(RSA).toString());
    assertAccepted(authenticator, sign(RSA, claims()));

    server.behaviour = serving(new JWKSet(List.of(RSA, rotated)).toString());

    assertAccepted(authenticator, sign(rotated, claims()));
    assertEquals(2, server.requests.get());
  }

  @Test
  void tokensWithMadeUpKeysDoNotMakeUsAskForEver() {
    server.behaviour = serving(new JWKSet(RSA).toString());

    for (int i = 0; i < 50; i++) {
      assertRefused(authenticator, sign(RSA, header(RSA).keyID("k" + i), claims()), NO_KEY);
    }
    assertAccepted(authenticator, sign(RSA, claims()));
    assertEquals(2, server.requests.get());
  }

  @Test
  void keysThatWereFetchedOutliveTheirServer() {
    server.behaviour = serving(new JWKSet(RSA).toString());
    assertAccepted(authenticator, sign(RSA, claims()));

    server.behaviour = exchange -> exchange.sendResponseHeaders(500, -1);

    assertRefused(authenticator, sign(RSA, header(RSA).keyID("new"), claims()), NO_KEY);
    assertAccepted(authenticator, sign(RSA, claims().jwtID("another")));
  }

  @Test
  void withoutKeysATokenIsNeitherAcceptedNorRefused() {
    server.behaviour = exchange -> exchange.sendResponseHeaders(500, -1);

    for (int i = 0; i < 4; i++) {
      var response = Bearer.call(authenticator, sign(RSA, claims()));
      assertEquals(503, response.status());
      assertTrue(response.header("Retry-After").isPresent());
    }
    assertTrue(server.requests.get() <= 4, "asked again and again");
  }

  @Test
  void aKeySetThatIsNoneIsNoKeys() {
    for (String body : List.of("", "x", "[]", "{}", "{\"keys\":{}}")) {
      server.behaviour = serving(body);
      var fresh =
          new JwtAuthenticator(
              Bearer.rules(ALGORITHMS),
              KeyRing.fetched(server.url(), fetcher, ALGORITHMS),
              InstantSource.fixed(Tokens.NOW));

      assertEquals(503, Bearer.call(fresh, sign(RSA, claims())).status());
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.behaviour =
        exchange -> {
          exchange.getResponseHeaders().add("Location", server.url() + "2");
          exchange.sendResponseHeaders(302, -1);
        };

    var failure =
        assertThrows(IOException.class, () -> fetcher.retrieveResource(server.url().toURL()));
    assertEquals("the JWK set's server answered 302", failure.getMessage());
    assertEquals(1, server.requests.get());
  }

  @Test
  @Timeout(20)
  void anEndlessKeySetIsCutOff() {
    server.behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          for (int i = 0; i < 10_000; i++) {
            out.write(new byte[1024]);
          }
        };

    assertThrows(IOException.class, () -> fetcher.retrieveResource(server.url().toURL()));
  }

  @Test
  @Timeout(20)
  void aServerThatStallsIsGivenUp() {
    var done = new CountDownLatch(1);
    var hasty = new JwksFetcher(Duration.ofMillis(200));
    for (boolean headers : List.of(true, false)) {
      server.behaviour =
          exchange -> {
            if (headers) {
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
            }
            await(done);
          };
      assertThrows(IOException.class, () -> hasty.retrieveResource(server.url().toURL()));
    }
    done.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
