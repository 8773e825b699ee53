package cloud.olympus.webhooks.forwarder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.web.inprocess.InMemoryRequest;
import cloud.olympus.webhooks.web.settings.Settings;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what, by the settings that Terraform makes: behind IAM, an account for each. */
class CallersTest {

  private static final String AUDIENCE = "https://event-forwarder-1.europe-west1.run.app";
  private static final String PUSH = "push@olympus-test.iam.gserviceaccount.com";
  private static final String WAKE = "wake@olympus-test.iam.gserviceaccount.com";
  private static final String SWEEP = "sweep@olympus-test.iam.gserviceaccount.com";

  private final TestForwarder forwarder = new TestForwarder(CallersTest::callers);

  @AfterEach
  void close() {
    forwarder.close();
  }

  private static Callers callers(TestClock clock) {
    var settings =
        Settings.of(
            Map.of(
                "WEBHOOKS_OIDC", "iam",
                "WEBHOOKS_OIDC_AUDIENCE", AUDIENCE,
                "WEBHOOKS_OIDC_PUSH_CALLER", PUSH,
                "WEBHOOKS_OIDC_WAKE_CALLER", WAKE,
                "WEBHOOKS_OIDC_SWEEP_CALLER", SWEEP));
    var callers = CallerSettings.read(settings, false, clock);
    settings.check();
    return callers.get();
  }

  static Stream<Arguments> eachHasItsCaller() {
    return Stream.of(
        Arguments.of(EventForwarder.EVENTS, PUSH),
        Arguments.of(EventForwarder.ORDERED, PUSH),
        Arguments.of(EventForwarder.UNROUTED, PUSH),
        Arguments.of(EventForwarder.DEAD_LETTERS, PUSH),
        Arguments.of(EventForwarder.WAKE, WAKE),
        Arguments.of(EventForwarder.SWEEP, SWEEP));
  }

  @ParameterizedTest
  @MethodSource
  void eachHasItsCaller(String path, String caller) {
    for (var account : List.of(PUSH, WAKE, SWEEP)) {
      int wanted = !account.equals(caller) ? 403 : path.equals(EventForwarder.SWEEP) ? 200 : 204;
      assertEquals(wanted, call(path, bearer(account, AUDIENCE)), path + " by " + account);
    }
    assertEquals(401, call(path, bearer(caller, "https://another.example")));
    assertEquals(401, call(path, Map.of()));
  }

  @Test
  void nothingIsDoneForWhoMayNot() {
    var subscription = forwarder.subscribe();

    assertEquals(403, call(EventForwarder.EVENTS, bearer(WAKE, AUDIENCE)));
    assertEquals(0, forwarder.sentTo(subscription));

    assertEquals(204, call(EventForwarder.EVENTS, bearer(PUSH, AUDIENCE)));
    assertEquals(1, forwarder.sentTo(subscription));
  }

  private int call(String path, Map<String, String> headers) {
    String body =
        switch (path) {
          case EventForwarder.WAKE ->
              "{\"tenant_id\":\"%s\",\"webhook_id\":\"wh_1\"}".formatted(forwarder.tenant);
          case EventForwarder.SWEEP -> "";
          default ->
              TestForwarder.body(Envelope.write(forwarder.event()).getBytes(UTF_8), Map.of());
        };
    var request = InMemoryRequest.post(path).json(body);
    headers.forEach(request::header);
    return forwarder.call(request).status();
  }

  /** As Cloud Run hands a token on that it has verified. */
  private Map<String, String> bearer(String account, String audience) {
    String claims =
        """
        {"iss":"https://accounts.google.com","aud":"%s","email":"%s","email_verified":true,"iat":%d,"exp":%d}
        """
            .formatted(
                audience,
                account,
                forwarder.clock.instant().getEpochSecond(),
                forwarder.clock.instant().getEpochSecond() + 3_600);
    String token = base64("{\"alg\":\"RS256\"}") + '.' + base64(claims);
    return Map.of("Authorization", "Bearer " + token + ".SIGNATURE_REMOVED_BY_GOOGLE");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
