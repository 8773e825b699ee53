package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {

  @TempDir private Path folder;

  @Test
  void aChangeThatEndsInAnErrorFailsAloneAndTheNextIsWritten() throws CannotOpen {
    try (var database = Database.open(folder.resolve("webhooks.db"))) {
      assertThrows(
          CompletionException.class,
          () ->
              database.write(
                  _ -> {
                    throw new StackOverflowError();
                  }));

      int written =
          database.write(
              s -> s.update("INSERT INTO payment_accounts (account, tenant) VALUES ('a', 't')"));
      assertEquals(1, written);
    }
  }
}
