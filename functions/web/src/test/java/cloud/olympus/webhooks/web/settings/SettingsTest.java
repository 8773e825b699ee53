package cloud.olympus.webhooks.web.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir private Path directory;

  @Test
  void settingsAreReadAsWhatTheyAre() {
    assertEquals("hello", value("hello", settings -> settings.text("X")));
    assertEquals("json", value("json", settings -> settings.oneOf("X", "json", "terminal")));
    assertEquals(Integer.valueOf(8080), value("8080", settings -> settings.integer("X", 1, 65535)));
    assertEquals(Integer.valueOf(-1), value("-1", settings -> settings.integer("X", -1, 1)));
    assertEquals(Duration.ofSeconds(90), value("90", settings -> settings.seconds("X", 1, 100)));
    assertEquals(true, value("true", settings -> settings.flag("X")));
    assertEquals(false, value("false", settings -> settings.flag("X")));
    assertEquals(
        URI.create("https://id.test/keys?x=1"),
        value("https://id.test/keys?x=1", settings -> settings.httpsUri("X")));
    assertEquals(Path.of("not/yet"), value("not/yet", settings -> settings.path("X")));
    assertEquals(List.of("a", "b c"), value("a, b c,,", settings -> settings.list("X")));
    assertEquals(SecretText.of("s"), value("s", settings -> settings.secret("X")));
    assertEquals(
        List.of(SecretText.of("s"), SecretText.of("t")),
        value("s,t", settings -> settings.secrets("X")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "x", "1.5", "+1", "1 ", "0x1", "٥", "99999999999999999999"})
  void aNumberOutOfRangeIsRefused(String value) {
    assertEquals(
        List.of("WEBHOOKS_X is not a whole number from 1 to 65535"),
        problems(Map.of("WEBHOOKS_X", value), settings -> settings.integer("X", 1, 65535)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.test",
        "id.test",
        "https:",
        "https:///x",
        "https://user@id.test",
        "ftp://id.test",
        "https://id.test/#x",
        "https://id test",
      })
  void whatIsNotPlainHttpsIsRefused(String value) {
    assertEquals(
        List.of("WEBHOOKS_X is not an https URL"),
        problems(Map.of("WEBHOOKS_X", value), settings -> settings.httpsUri("X")));
  }

  @Test
  void anEmptyValueIsNone() {
    var settings = Settings.of(Map.of("WEBHOOKS_A", "", "WEBHOOKS_B", " "));
    var a = settings.text("A").optional();
    var b = settings.integer("B", 1, 2).orElse(2);
    settings.check();

    assertEquals(Optional.empty(), a.get());
    assertEquals(2, b.get());
  }

  @Test
  void everythingWrongIsSaidAtOnceInTheOrderOfTheNames() {
    var environment =
        Map.of(
            "WEBHOOKS_PORT", "http",
            "WEBHOOKS_MODE", "fast",
            "WEBHOOKS_FLAG", "yes",
            "WEBHOOKS_LIST", ",",
            "WEBHOOKS_FILE", "/nowhere/at/all",
            "WEBHOOKS_STRIPE_SECERTS", "whsec_x",
            "WEBHOOKS_ZEBRA", "1",
            "OTHER", "x");

    assertEquals(
        List.of(
            "WEBHOOKS_FILE is not the path of a file that can be read",
            "WEBHOOKS_FLAG is neither true nor false",
            "WEBHOOKS_LIST has no entries",
            "WEBHOOKS_MODE is not one of slow, steady",
            "WEBHOOKS_PORT is not a whole number from 1 to 65535",
            "WEBHOOKS_STRIPE_SECERTS is not known; did you mean WEBHOOKS_STRIPE_SECRETS?",
            "WEBHOOKS_TOPIC is missing",
            "WEBHOOKS_ZEBRA is not known"),
        problems(
            environment,
            settings -> {
              settings.text("TOPIC").required();
              settings.integer("PORT", 1, 65535).required();
              settings.oneOf("MODE", "slow", "steady").optional();
              settings.flag("FLAG").orElse(false);
              settings.list("LIST").optional();
              settings.file("FILE").optional();
              settings.secrets("STRIPE_SECRETS").optional();
            }));
  }

  @Test
  void theMessageHasALineForEachAndNoValues() {
    var settings = Settings.of(Map.of("WEBHOOKS_PORT", "whsec_x", "WEBHOOKS_B", "whsec_y"));
    settings.integer("PORT", 1, 2).required();

    var refused = assertThrows(SettingsException.class, settings::check);

    assertEquals(
        """
        Settings are missing or wrong:
          WEBHOOKS_B is not known
          WEBHOOKS_PORT is not a whole number from 1 to 2""",
        refused.getMessage());
  }

  @Test
  void namesOfOthersMayBeDeclared() {
    assertEquals(
        List.of(),
        problems(Map.of("WEBHOOKS_A", "1"), settings -> settings.alsoKnown(List.of("A", "B"))));
  }

  @Test
  void aSecretMayStandInAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "whsec_abc\n");
    var settings = Settings.of(Map.of("WEBHOOKS_S_FILE", file.toString()));
    var secret = settings.secret("S").required();
    settings.check();

    assertEquals("whsec_abc", secret.get().reveal());
  }

  @Test
  void severalSecretsMayStandInAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("secrets"), "whsec_a\r\nwhsec_b\n\n");
    var settings = Settings.of(Map.of("WEBHOOKS_S_FILE", file.toString()));
    var secrets = settings.secrets("S").required();
    settings.check();

    assertEquals(
        List.of("whsec_a", "whsec_b"), secrets.get().stream().map(SecretText::reveal).toList());
  }

  @ParameterizedTest
  @CsvSource({"absent", "huge", "."})
  void aSecretsFileThatCannotBeReadIsNamed(String name) throws Exception {
    Files.write(directory.resolve("huge"), new byte[100_000]);

    assertEquals(
        List.of("WEBHOOKS_S_FILE is not a file with text that can be read"),
        problems(
            Map.of("WEBHOOKS_S_FILE", directory.resolve(name).toString()),
            settings -> settings.secret("S").required()));
  }

  @Test
  void aSecretsFileThatIsBlankIsAwaited() throws Exception {
    var blank = Files.writeString(directory.resolve("blank"), " \n").toString();
    var settings = Settings.of(Map.of("WEBHOOKS_S_FILE", blank));
    settings.secret("S").required();
    var awaiting = assertThrows(SettingsException.class, settings::check);
    settings.text("OTHER").required();
    var missing = assertThrows(SettingsException.class, settings::check);

    assertTrue(awaiting.isOfAwaitedSecrets());
    assertEquals(
        "Settings are missing or wrong:\n  WEBHOOKS_S_FILE is a file without text so far",
        awaiting.getMessage());
    assertFalse(missing.isOfAwaitedSecrets());
  }

  @Test
  void aSecretIsGivenOnce() {
    assertEquals(
        List.of("WEBHOOKS_S is given twice, as a value and as a file"),
        problems(
            Map.of("WEBHOOKS_S", "a", "WEBHOOKS_S_FILE", "b"),
            settings -> settings.secret("S").required()));
  }

  @Test
  void aSecretDoesNotShowItself() {
    var secret = SecretText.of("whsec_abc");

    assertFalse(("" + secret + Optional.of(secret)).contains("whsec"));
    assertEquals(secret, SecretText.of("whsec_abc"));
    assertNotEquals(secret, SecretText.of("whsec_abd"));
  }

  private static <T> T value(String text, Function<Settings, Setting<T>> ask) {
    var settings = Settings.of(Map.of("WEBHOOKS_X", text));
    var value = ask.apply(settings).required();
    settings.check();
    return value.get();
  }

  private static List<String> problems(Map<String, String> environment, Consumer<Settings> ask) {
    var settings = Settings.of(new HashMap<>(environment));
    ask.accept(settings);
    try {
      settings.check();
      return List.of();
    } catch (SettingsException e) {
      return e.problems().stream().map(SettingProblem::toString).toList();
    }
  }
}
