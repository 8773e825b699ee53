package cloud.olympus.webhooks.local.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.TenantKeySet;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first version of the program has written is read by this one. */
class MigrationsTest {

  private static final String BODY =
      "{\"url\":\"https://partner.example\",\"description\":\"\",\"events\":[\"*\"],"
          + "\"sources\":[],\"locations\":[],\"payload_format\":\"olympus\","
          + "\"schedule\":\"standard\",\"delays_ms\":[0,5000],\"status\":\"active\","
          + "\"keys\":[{\"sealed\":\"s\",\"created_at\":0}],\"created_at\":0,\"updated_at\":0}";

  @TempDir Path folder;

  @Test
  void aFileOfTheFirstVersionIsBroughtToTheLatest() throws Exception {
    Path file = folder.resolve("webhooks.db");
    write(file);

    try (var database = Database.open(file)) {
      var subscription = new SqliteSubscriptions(database).get("trattoria", "wh_1").orElseThrow();
      assertEquals(Set.of(SignatureScheme.V1), subscription.signatures());
      var none = TenantKeySet.none("trattoria");
      assertEquals(Optional.of(none.withVersion(1)), new SqliteTenantKeys(database).replace(none));
    }
    Database.open(file).close();
  }

  private static void write(Path file) throws Exception {
    try (var schema =
            Objects.requireNonNull(
                MigrationsTest.class.getResourceAsStream("001.sql"), "in the jar");
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate(new String(schema.readAllBytes(), UTF_8));
      statement.executeUpdate(
          "INSERT INTO subscriptions (tenant, id, version, body)"
              + " VALUES ('trattoria', 'wh_1', 1, '"
              + BODY
              + "')");
      statement.execute("PRAGMA application_id = " + 0x4f4c5957);
      statement.execute("PRAGMA user_version = 1");
    }
  }
}
