package cloud.olympus.webhooks.testkit.emulator;

import java.util.Map;
import java.util.Objects;
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
  private final Map<String, String> environment;
  private @Nullable EmulatorProcess running;

  /** For an emulator. */
  public Emulated(Emulator emulator) {
    this(emulator, System.getenv());
  }

  Emulated(Emulator emulator, Map<String, String> environment) {
    this.emulator = emulator;
    this.environment = environment;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    var missing = emulator.missing();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("the emulator is installed");
    }
    if ("true".equals(environment.get("CI"))) {
      throw new IllegalStateException(missing.get());
    }
    System.err.println("Skipped " + context.getDisplayName() + ": " + missing.get());
    return ConditionEvaluationResult.disabled(missing.get());
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
            .computeIfAbsent(emulator, EmulatorProcess::start, EmulatorProcess.class);
    running = process;
    return process;
  }

  /** The running emulator. */
  public EmulatorProcess process() {
    return Objects.requireNonNull(running, "started before all tests");
  }
}
