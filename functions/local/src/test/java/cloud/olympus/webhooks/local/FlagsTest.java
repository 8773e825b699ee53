package cloud.olympus.webhooks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.web.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FlagsTest {

  @Test
  void aFlagWinsOverItsVariable() {
    var settings =
        LocalSettings.read(
            Map.of("WEBHOOKS_PORT", "1", "WEBHOOKS_HOST", "::1"), Flags.of(List.of("--port=2")));

    assertEquals(2, settings.port());
    assertEquals("::1", settings.host());
  }

  @Test
  void aFlagAloneIsTrue() {
    assertTrue(LocalSettings.read(Map.of(), Flags.of(List.of("--quiet"))).quiet());
  }

  @Test
  void aFlagIsToldAsAFlagAndAVariableAsAVariable() {
    var flags = Flags.of(List.of("--prot=1", "--retention-days=0"));
    var wrong =
        assertThrows(
            SettingsException.class,
            () -> LocalSettings.read(Map.of("WEBHOOKS_LOG", "xml"), flags));

    assertEquals(
        List.of(
            "WEBHOOKS_LOG is not one of auto, json, text",
            "--prot is not known; did you mean --port?",
            "--retention-days is not a whole number from 1 to 365"),
        wrong.problems().stream().map(flags::tell).toList());
  }

  @Test
  void aValueAfterASpaceIsToldHowToBeWritten() {
    var flags = Flags.of(List.of("--port", "8081", "--quiet"));

    assertEquals(
        List.of("--port takes its value after an equals sign: --port=…"), flags.problems());
    assertEquals(Map.of("WEBHOOKS_QUIET", "true"), flags.settings());
  }

  @Test
  void whatIsNoFlagIsToldByItsPlace() {
    assertEquals(
        List.of(
            "argument 1 is no flag: flags begin with --",
            "argument 3 is no flag: flags begin with --"),
        Flags.of(List.of("start", "--port=1", "whsec_x")).problems());
  }

  @Test
  void theHelpNamesSettingsThatThereAre() {
    var names = Pattern.compile("WEBHOOKS_[A-Z_]+").matcher(Usage.TEXT);
    while (names.find()) {
      LocalSettings.read(Map.of(names.group(), " "), Flags.of(List.of()));
    }
  }
}
