package cloud.olympus.webhooks.testkit.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

class EmulatedTest {

  private static final String ADVICE = "the emulator is not installed: install it";

  private final ExtensionContext context = mock(ExtensionContext.class);

  private static Emulated missing(Map<String, String> environment) {
    return new Emulated(Emulator.TASKS, Map.of(), () -> Optional.of(ADVICE), environment);
  }

  @Test
  void whereAnEmulatorIsAbsentItsTestsAreSkippedWithWhatToInstall() {
    var answer = missing(Map.of()).evaluateExecutionCondition(context);

    assertEquals(Optional.of(ADVICE), answer.getReason());
    assertTrue(answer.isDisabled());
  }

  @Test
  void onABuildServerThatIsAFailure() {
    var emulated = missing(Map.of("CI", "true"));

    var failure =
        assertThrows(
            IllegalStateException.class, () -> emulated.evaluateExecutionCondition(context));
    assertEquals(ADVICE, failure.getMessage());
  }

  @Test
  void whereItIsInstalledTheyRun() {
    var installed = new Emulated(Emulator.TASKS, Map.of(), Optional::empty, Map.of("CI", "true"));

    assertFalse(installed.evaluateExecutionCondition(context).isDisabled());
  }
}
