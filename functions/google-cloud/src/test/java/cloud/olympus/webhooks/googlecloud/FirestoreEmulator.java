package cloud.olympus.webhooks.googlecloud;

import com.google.cloud.firestore.Firestore;
import io.grpc.ClientInterceptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives each test an empty Firestore: an emulator that is started once for the JVM. Where the
 * emulator is not installed the tests are skipped, or fail on a build server ({@code CI=true}).
 */
final class FirestoreEmulator implements ExecutionCondition, BeforeEachCallback {

  private static final String JAR = "cloud-firestore-emulator/cloud-firestore-emulator.jar";
  private static final String INSTALL =
      "the Firestore emulator is not installed: install the Google Cloud SDK with its component"
          + " cloud-firestore-emulator, and have gcloud on the PATH";

  private final CloudSdk sdk = new CloudSdk(System.getenv());
  private @Nullable EmulatorProcess emulator;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (sdk.platformFile(JAR).isPresent()) {
      return ConditionEvaluationResult.enabled("the emulator is installed");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(INSTALL);
    }
    System.err.println("Skipped " + context.getDisplayName() + ": " + INSTALL);
    return ConditionEvaluationResult.disabled(INSTALL);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    var jar = sdk.platformFile(JAR).orElseThrow();
    emulator =
        context
            .getRoot()
            .getStore(Namespace.create(FirestoreEmulator.class))
            .computeIfAbsent(jar, EmulatorProcess::start, EmulatorProcess.class);
    emulator.clear();
  }

  /** The client that all tests share. */
  Firestore firestore() {
    return emulator().client();
  }

  /** A client of its own that sees Firestore through an interceptor; the caller closes it. */
  Firestore firestore(ClientInterceptor interceptor) {
    return EmulatorProcess.connect(emulator().address(), interceptor);
  }

  private EmulatorProcess emulator() {
    return Objects.requireNonNull(emulator, "started before each test");
  }
}
