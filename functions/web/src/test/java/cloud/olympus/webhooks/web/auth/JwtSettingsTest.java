package cloud.olympus.webhooks.web.auth;

import static cloud.olympus.webhooks.web.auth.Bearer.assertAccepted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.web.Authenticator;
import cloud.olympus.webhooks.web.settings.Settings;
import cloud.olympus.webhooks.web.settings.SettingsException;
import com.nimbusds.jose.jwk.JWKSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSettingsTest {
  private static final Map<String, String> ISSUER_AND_AUDIENCE =
      Map.of(
          "WEBHOOKS_JWT_ISSUER", Tokens.ISSUER, "WEBHOOKS_JWT_AUDIENCE", "x, " + Tokens.AUDIENCE);

  @TempDir private Path directory;

  @Test
  void oneOfTheKindsOfKeysIsEnough() throws Exception {
    String token = Tokens.sign(Tokens.RSA, Tokens.claims());
    String set = new JWKSet(Tokens.RSA).toString();
    String pem = Tokens.pem(Tokens.RSA.toPublicKey());
    Path setFile = Files.writeString(directory.resolve("keys.json"), set);
    Path pemFile = Files.writeString(directory.resolve("key.pem"), pem);

    assertAccepted(read("WEBHOOKS_JWT_JWKS", set), token);
    assertAccepted(read("WEBHOOKS_JWT_JWKS_FILE", setFile.toString()), token);
    assertAccepted(read("WEBHOOKS_JWT_PUBLIC_KEY", pem), token);
    assertAccepted(read("WEBHOOKS_JWT_PUBLIC_KEY_FILE", pemFile.toString()), token);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertEquals(
        List.of(
            "WEBHOOKS_JWT_AUDIENCE is missing",
            "WEBHOOKS_JWT_ISSUER is missing",
            "WEBHOOKS_JWT_JWKS_URL is to be given, or WEBHOOKS_JWT_JWKS, or"
                + " WEBHOOKS_JWT_PUBLIC_KEY; one of them"),
        problems(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WEBHOOKS_JWT_JWKS_FILE", "WEBHOOKS_JWT_PUBLIC_KEY_FILE"})
  void keysThatAreAwaitedAreNamedOnce(String name) throws Exception {
    var environment = new HashMap<>(ISSUER_AND_AUDIENCE);
    environment.put(name, Files.writeString(directory.resolve("blank"), "\n").toString());

    assertEquals(List.of(name + " is a file without text so far"), problems(environment));
  }

  @Test
  void keysAndAlgorithmsThatCannotBeUsedAreNamed() {
    var wrong = new HashMap<>(ISSUER_AND_AUDIENCE);
    wrong.put("WEBHOOKS_JWT_ALGORITHMS", "RS256,HS256");
    wrong.put("WEBHOOKS_JWT_PUBLIC_KEY", "x");

    assertEquals(
        List.of(
            "WEBHOOKS_JWT_ALGORITHMS takes only RS256, RS384, RS512, PS256, PS384, PS512, ES256,"
                + " ES384, ES512",
            "WEBHOOKS_JWT_PUBLIC_KEY cannot be used: not one public key in PEM (BEGIN PUBLIC KEY)"),
        problems(wrong));

    wrong.put("WEBHOOKS_JWT_ALGORITHMS", "RS256");
    wrong.put("WEBHOOKS_JWT_JWKS_URL", "http://id.olympus.test/keys");
    wrong.remove("WEBHOOKS_JWT_PUBLIC_KEY");
    assertEquals(List.of("WEBHOOKS_JWT_JWKS_URL is not an https URL"), problems(wrong));
  }

  private static Authenticator read(String name, String value) {
    var environment = new HashMap<>(ISSUER_AND_AUDIENCE);
    environment.put(name, value);
    var settings = Settings.of(environment);
    var authenticator =
        JwtSettings.read(settings, InstantSource.fixed(Tokens.NOW), (_, _, _, _) -> {});
    settings.check();
    return authenticator.get();
  }

  private static List<String> problems(Map<String, String> environment) {
    var settings = Settings.of(environment);
    JwtSettings.read(settings, InstantSource.fixed(Tokens.NOW), (_, _, _, _) -> {});
    return assertThrows(SettingsException.class, settings::check).problems().stream()
        .map(Object::toString)
        .toList();
  }
}
