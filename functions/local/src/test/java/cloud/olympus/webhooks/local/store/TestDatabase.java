package cloud.olympus.webhooks.local.store;

import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One file for the tests of a class, gone after them. */
public final class TestDatabase implements BeforeAllCallback, AutoCloseable {

  private @Nullable Database database;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    database = Database.open(Files.createTempDirectory("olympus-test").resolve("test.db"));
    context
        .getStore(ExtensionContext.Namespace.create(TestDatabase.class))
        .put(context.getUniqueId(), this);
  }

  /** The open file. */
  public Database get() {
    if (database == null) {
      throw new IllegalStateException("not open yet");
    }
    return database;
  }

  @Override
  public void close() throws IOException {
    get().close();
  }
}
