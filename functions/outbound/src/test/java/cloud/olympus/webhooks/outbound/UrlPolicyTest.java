package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.event.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPolicyTest {

  private final UrlPolicy policy =
      new UrlPolicy(
          new AddressGuard(false, OwnHosts.NONE), OwnHosts.of(List.of("hooks.olympus.example")));
  private final UrlPolicy development =
      new UrlPolicy(new AddressGuard(true, OwnHosts.NONE), OwnHosts.NONE);

  private static List<String> codes(Judged judged) {
    return judged instanceof Judged.Refused refused
        ? refused.violations().stream().map(Violation::code).toList()
        : List.of();
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example/hook, https://shop.example/hook",
    "https://shop.example, https://shop.example/",
    "HTTPS://Shop.EXAMPLE./Hook?A=b, https://shop.example/Hook?A=b",
    "https://shop.example:443/, https://shop.example/",
    "https://shop.example:8443/a, https://shop.example:8443/a",
    "https://shop.example:1024/, https://shop.example:1024/",
    "https://shop.example:65535/, https://shop.example:65535/",
    "https://shop.example?x=1, https://shop.example/?x=1",
    "https://shop.example/a%20b/%2e%2e, https://shop.example/a%20b/%2e%2e",
    "https://b\u00fccher.example/, https://xn--bcher-kva.example/",
    "https://xn--bcher-kva.example/, https://xn--bcher-kva.example/",
    "https://shop\u3002example/, https://shop.example/",
    "https://8.8.8.8/, https://8.8.8.8/",
    "https://[2606:4700::1111]/x, https://[2606:4700::1111]/x",
    "https://[2606:4700::ABCD]:8443/x, https://[2606:4700::abcd]:8443/x",
    "https://1password.example/, https://1password.example/",
    "https://a.b-c.example/, https://a.b-c.example/",
    "https://localhost.example/, https://localhost.example/",
    "https://notlocal.example.com/, https://notlocal.example.com/",
  })
  void aPublicUrlIsAllowedInItsCanonicalForm(String given, String canonical) {
    var allowed = assertInstanceOf(Judged.Allowed.class, policy.judge(given), given);

    assertEquals(canonical, allowed.url());
    assertEquals(allowed, policy.judge(canonical), "a canonical URL is its own canonical form");
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example/, scheme",
    "ftp://shop.example/, scheme",
    "ws://shop.example/, scheme",
    "https://user@shop.example/, user_info",
    "https://user:pass@shop.example/, user_info",
    "https://:@shop.example/, user_info",
    "https://shop.example/#a, fragment",
    "https://shop.example/#, fragment",
    "https://shop.example:0/, port",
    "https://shop.example:80/, port",
    "https://shop.example:22/, port",
    "https://shop.example:1023/, port",
    "https://shop.example:65536/, port",
    "https://shop.example:/, host",
    "https://shop.example:0443/, host",
    "https://shop.example:99999999999/, host",
    "https://shop.example:-1/, host",
    "file:///etc/passwd, invalid",
    "https:shop.example, invalid",
    "https:///path, invalid",
    "//shop.example/, invalid",
    "shop.example/, invalid",
    "javascript:alert(1), invalid",
    "https://, invalid",
    "https://shop.example/b\u00e4r, invalid",
    "https://shop.example/%zz, invalid",
    "https://shop.example/a|b, invalid",
  })
  void aUrlThatIsMoreOrLessThanAPlaceToPostToIsRefused(String given, String code) {
    assertTrue(codes(policy.judge(given)).contains(code), () -> policy.judge(given).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.1/",
        "https://127.0.1/",
        "https://0x7f.1/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://0177.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0x7f000001/",
        "https://127.0.0.1./",
        "https://127.000.000.001/",
        "https://127.0.0.0x1/",
        "https://0/",
        "https://1.2.3.4.5/",
        "https://256.1.1.1/",
        "https://8.8.8.08/",
        "https://8.8.8/",
        "https://8.8.8.8.8/",
        "https://shop.example.1/",
        "https://shop.0x7f/",
        "https://shop.0x/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
        "https://127\u30020\u30020\u30021/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://[shop.example]/",
        "https://[127.0.0.1]/",
        "https://[]/",
        "https://[::1/",
        "https://[v1.fe80]/",
        "https://::1/",
        "https://shop.example%00/",
        "https://shop%2eexample/",
        "https://%31%32%37.0.0.1/",
        "https://shop_x.example/",
        "https://-shop.example/",
        "https://shop-.example/",
        "https://shop..example/",
        "https://.shop.example/",
        "https://shop.example../",
        "https://./",
        "https://intranet/",
        "https://shop!.example/",
        "https://evil.example\\@shop.example/",
        "https://shop.example\\.evil.example/",
        "https://foo@127.0.0.1:80@shop.example/",
        "https://shop.example:443:443/",
        "https://shop.example\u0000/",
        "https://shop.example/\n",
        " https://shop.example/",
        "https://shop.example/\t",
        "https://shop.example/ ",
        "https://shop .example/",
        "https://shop.example/\u007f",
        "https://a\u2100b.example/",
        "https://a\uff0fb.example/",
        "https://\u0000.example/",
        "https://shop.example\uff20evil.example/",
      })
  void aHostInAnyOtherSpellingThanTheCanonicalOneIsRefused(String given) {
    assertInstanceOf(Judged.Refused.class, policy.judge(given));
    assertInstanceOf(Judged.Refused.class, development.judge(given));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost/",
        "https://metadata/",
        "https://metadata./",
        "https://metadata.google.internal/",
        "https://Metadata.Google.Internal./",
        "https://metadata.goog/",
        "https://instance-data/",
        "https://db.internal/",
        "https://printer.local/",
        "https://api.default.svc/",
        "https://api.default.svc.cluster.local/",
        "https://hooks.olympus.example/",
        "https://HOOKS.olympus.example./x",
      })
  void aNameOfThisMachineOrThisNetworkIsRefused(String given) {
    assertEquals(List.of("host"), codes(policy.judge(given)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://168.63.129.16/",
        "https://100.100.100.200/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[::127.0.0.1]/",
        "https://[::ffff:0:127.0.0.1]/",
        "https://[64:ff9b::127.0.0.1]/",
        "https://[2002:7f00:1::]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
      })
  void anAddressIsJudgedAtOnce(String given) {
    assertEquals(List.of("address_refused"), codes(policy.judge(given)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080/x, http://localhost:8080/x",
    "http://localhost/, http://localhost/",
    "http://localhost:80/, http://localhost/",
    "https://localhost:8443/, https://localhost:8443/",
    "http://shop.localhost:999/, http://shop.localhost:999/",
    "http://127.0.0.1:5000/, http://127.0.0.1:5000/",
    "http://127.8.9.1:5000/, http://127.8.9.1:5000/",
    "http://[::1]:5000/, http://[::1]:5000/",
  })
  void inDevelopmentLoopbackIsAllowedAlsoWithoutTls(String given, String canonical) {
    assertEquals(canonical, assertInstanceOf(Judged.Allowed.class, development.judge(given)).url());
    assertInstanceOf(Judged.Refused.class, policy.judge(given));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/",
        "http://8.8.8.8/",
        "https://10.0.0.1/",
        "http://metadata/",
        "https://169.254.169.254/",
        "https://shop.example:80/",
        "http://0.0.0.0:8080/",
        "http://localhost.example:8080/",
        "http://localhost:0/",
        "http://localhost:65536/",
      })
  void inDevelopmentNothingElseIsAllowed(String given) {
    assertInstanceOf(Judged.Refused.class, development.judge(given));
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    assertEquals(
        List.of("user_info", "fragment", "scheme", "port", "host"),
        codes(policy.judge("http://me@localhost:22/#x")));
  }

  @Test
  void lengthIsLimited() {
    String longest = "https://shop.example/" + "a".repeat(UrlPolicy.MAX_LENGTH - 21);

    assertInstanceOf(Judged.Allowed.class, policy.judge(longest));
    assertEquals(List.of("too_long"), codes(policy.judge(longest + "a")));
    assertEquals(List.of("missing"), codes(policy.judge("")));
  }

  @Test
  void labelsHave63CharactersAndNames253() {
    String label = "l".repeat(63);
    String name = label + '.' + label + '.' + label + '.' + "l".repeat(61);

    assertInstanceOf(Judged.Allowed.class, policy.judge("https://" + name + "/"));
    assertEquals(List.of("host"), codes(policy.judge("https://" + name + "x/")));
    assertEquals(List.of("host"), codes(policy.judge("https://x" + label + ".example/")));
  }
}
