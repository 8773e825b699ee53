package cloud.olympus.webhooks.testkit.emulator;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Runs tests where an emulator is installed, which is started once for the JVM. Elsewhere they are
 * skipped with a line that says what to install, or fail on a build server ({@code CI=true}).
 */
public final class Emulated implements ExecutionCondition, BeforeAllCallback {

  private final Emulator emulator;
  private final Supplier<Optional<String>> missing;
  private final Map<String, String> environment;
  private final Map<String, String> variables;
  private @Nullable EmulatorProcess running;

  /** For an emulator. */
  public Emulated(Emulator emulator) {
    this(emulator, Map.of());
  }

  /** For an emulator with variables in its environment, which is another process than without. */
  public Emulated(Emulator emulator, Map<String, String> variables) {
    this(emulator, variables, emulator::missing, System.getenv());
  }

  Emulated(
      Emulator emulator,
      Map<String, String> variables,
      Supplier<Optional<String>> missing,
      Map<String, String> environment) {
    this.emulator = emulator;
    this.variables = variables;
    this.missing = missing;
    this.environment = environment;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var advice = missing.get();
    if (advice.isEmpty()) {
      return ConditionEvaluationResult.enabled("the emulator is installed");
    }
    if ("true".equals(environment.get("CI"))) {
      throw new IllegalStateException(advice.get());
    }
    System.err.println("Skipped " + context.getDisplayName() + ": " + advice.get());
    return ConditionEvaluationResult.disabled(advice.get());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  /** Starts the emulator unless it runs. */
  public EmulatorProcess start(ExtensionContext context) {
    var process =
        context
            .getRoot()
            .getStore(Namespace.create(Emulated.class))
            .computeIfAbsent(
                Map.entry(emulator, variables),
                _ -> EmulatorProcess.start(emulator, variables),
                EmulatorProcess.class);
    running = process;
    return process;
  }

  /** The running emulator. */
  public EmulatorProcess process() {
    return Objects.requireNonNull(running, "started before all tests");
  }
}
