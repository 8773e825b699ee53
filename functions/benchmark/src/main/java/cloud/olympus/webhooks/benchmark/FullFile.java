package cloud.olympus.webhooks.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The data of a program that has run for long: its one event, many times over. */
final class FullFile {

  private FullFile() {}

  /** Copies the newest event of a stopped program until there are {@code events} more of it. */
  static void fill(Path data, int events) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database(data));
        var copy =
            connection.prepareStatement(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                INSERT INTO events (tenant, id, type, digest, accepted_at, envelope, deliveries)
                SELECT tenant, id || i, type, digest, accepted_at, envelope, deliveries
                FROM n, (SELECT * FROM events ORDER BY seq DESC LIMIT 1)
                """)) {
      copy.setInt(1, events);
      copy.executeUpdate();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  static long mebibytes(Path data) throws IOException {
    return Files.size(database(data)) >> 20;
  }

  private static Path database(Path data) {
    return data.resolve("webhooks.db");
  }
}
