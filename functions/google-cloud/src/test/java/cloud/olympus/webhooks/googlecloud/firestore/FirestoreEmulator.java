package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.cloud.firestore.Firestore;
import io.grpc.ClientInterceptor;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Gives each test an empty Firestore. */
final class FirestoreEmulator implements ExecutionCondition, BeforeEachCallback {

  private final Emulated emulated = new Emulated(Emulator.FIRESTORE);
  private @Nullable FirestoreClient client;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return emulated.evaluateExecutionCondition(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    client =
        context
            .getRoot()
            .getStore(Namespace.create(FirestoreEmulator.class))
            .computeIfAbsent(
                emulated.start(context).address(), FirestoreClient::new, FirestoreClient.class);
    client.clear();
  }

  /** The client that all tests share. */
  Firestore firestore() {
    return shared().client();
  }

  /** A client of its own that sees Firestore through an interceptor; the caller closes it. */
  Firestore firestore(ClientInterceptor interceptor) {
    return FirestoreClient.connect(shared().address(), interceptor);
  }

  /** {@code host:port}. */
  String address() {
    return shared().address();
  }

  /** The port of that. */
  int port() {
    return URI.create("http://" + address()).getPort();
  }

  private FirestoreClient shared() {
    return Objects.requireNonNull(client, "made before each test");
  }
}
