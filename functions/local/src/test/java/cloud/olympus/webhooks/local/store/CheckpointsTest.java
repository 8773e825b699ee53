package cloud.olympus.webhooks.local.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  @Test
  void theLogIsWrittenOverOnceItIsLarge() throws Exception {
    Path log = folder.resolve("webhooks.db-wal");
    try (var database = Database.open(folder.resolve("webhooks.db"))) {
      for (int i = 0; i < 40; i++) {
        writeOneMebibyte(database);
        database.checkpoints().moveWhereLarge();
      }
      long size = Files.size(log);

      writeOneMebibyte(database);

      assertTrue(size > 8 * MEBIBYTE && size < 12 * MEBIBYTE, size + " bytes");
      assertEquals(size, Files.size(log));
      assertTrue(Files.size(folder.resolve("webhooks.db")) > 30 * MEBIBYTE);
    }
  }

  @Test
  void whereTheDiskIsNearlyFullTheLogIsWrittenOverBeforeItHasTakenTheRest() throws Exception {
    Path log = folder.resolve("webhooks.db-wal");
    try (var database = Database.open(folder.resolve("webhooks.db"))) {
      for (int i = 0; i < 20; i++) {
        writeOneMebibyte(database);
        database.checkpoints().moveWhereLarge(6 * MEBIBYTE);
      }

      assertTrue(Files.size(log) < 4 * MEBIBYTE, Files.size(log) + " bytes");
      assertTrue(Files.size(folder.resolve("webhooks.db")) > 15 * MEBIBYTE);
    }
  }

  private static void writeOneMebibyte(Database database) {
    database.write(
        s ->
            s.update(
                "INSERT INTO bus (topic, attributes, data, published, tenant)"
                    + " VALUES ('events', '{}', zeroblob(?), 0, 'tenant_1')",
                MEBIBYTE));
  }
}
