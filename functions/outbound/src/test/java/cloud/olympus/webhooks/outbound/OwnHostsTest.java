package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnHostsTest {

  private final OwnHosts own =
      OwnHosts.of(
          List.of(
              "Hooks.Olympus.example",
              "forwarder-*.a.run.app",
              "8.8.4.4",
              "2606:4700::1111",
              "9.9.9.0/28"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.olympus.example/",
        "https://HOOKS.olympus.example./v1/webhooks",
        "https://eu.hooks.olympus.example:8443/",
        "https://forwarder-abc123xyz-uc.a.run.app/push/events",
        "https://8.8.4.4/",
        "https://[2606:4700::1111]/",
        "https://[2606:4700:0:0:0:0:0:1111]/",
        "https://9.9.9.15/",
      })
  void aHostOfOurOwnIsRefusedAlsoInDevelopment(String url) {
    for (boolean development : new boolean[] {false, true}) {
      var policy = new UrlPolicy(new AddressGuard(development, own), own);

      assertInstanceOf(Judged.Refused.class, policy.judge(url));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://olympus.example/",
        "https://nothooks.olympus.example/",
        "https://shop-abc123xyz-uc.a.run.app/",
        "https://shop.forwarder-abc123xyz-uc.a.run.app/",
        "https://forwarder-shop.b.a.run.app/",
        "https://a.run.app/",
        "https://8.8.8.8/",
        "https://9.9.9.16/",
      })
  void whatIsBesideItIsNot(String url) {
    var policy = new UrlPolicy(new AddressGuard(false, own), own);

    assertInstanceOf(Judged.Allowed.class, policy.judge(url));
  }

  @Test
  void anotherNameThatLeadsToAnAddressOfOurOwnIsNotDialled() throws IOException {
    var own = OwnHosts.of(List.of("127.0.0.9"));
    var guard = new AddressGuard(true, own);
    try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var resolver =
            new GuardedResolver(
                _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.9")}, guard);
        var sender = new HttpSender(new UrlPolicy(guard, own), resolver, guard)) {
      var answer =
          Senders.send(sender, "http://shop.localhost:" + server.port() + "/", Senders.LONG);

      assertEquals(
          Failure.ADDRESS_REFUSED, assertInstanceOf(Answer.Failed.class, answer).failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.olympus.example",
        "hooks",
        "127.1",
        "0177.0.0.1",
        "10.0/8",
        "10.0.0.0/33",
        "10.0.0.0/x",
        "a.example/24",
        "a.*.example",
        "a-*b.example",
        "*-*.example",
        "a-*",
        "hooks.olympus.example:443",
      })
  void whatIsNeitherNameNorAddressIsAnError(String entry) {
    var entries = List.of("hooks.olympus.example", entry);
    Exception error = assertThrows(IllegalArgumentException.class, () -> OwnHosts.of(entries));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("entry 2 "), message);
    assertFalse(message.contains(entry), message);
  }

  @Test
  void withoutAnyNothingIsOurs() {
    assertFalse(OwnHosts.NONE.hasName("hooks.olympus.example"));
    assertFalse(OwnHosts.NONE.hasAddress(new byte[] {8, 8, 8, 8}));
  }
}
