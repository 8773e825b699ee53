package cloud.olympus.webhooks.benchmark;

import cloud.olympus.webhooks.delivery.DeliveryId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The data of a stopped program that has run for long: what it did last, many times over. */
final class FullFile {

  private FullFile() {}

  /** Copies the newest event until there are {@code events} more of it. */
  static void fill(Path data, int events) throws IOException {
    change(data, connection -> copyEvents(connection, events));
  }

  private static void copyEvents(Connection connection, int events) throws SQLException {
    try (var copy =
        connection.prepareStatement(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
            INSERT INTO events (tenant, id, type, digest, accepted_at, envelope, deliveries)
            SELECT tenant, id || i, type, digest, accepted_at, replace(envelope, id, id || i), deliveries
            FROM n, (SELECT * FROM events ORDER BY seq DESC LIMIT 1)
            """)) {
      copy.setInt(1, events);
      copy.executeUpdate();
    }
  }

  /** Likewise the newest event that is held for its one subscription. */
  static void hold(Path data, int events) throws IOException {
    change(
        data,
        connection -> {
          try (var newest =
                  connection
                      .createStatement()
                      .executeQuery("SELECT id FROM deliveries WHERE state = 'held'");
              var copy =
                  connection.prepareStatement(
                      """
                      INSERT INTO deliveries (id, tenant, webhook, event_type, state, due_at, epoch, reason, attempts,
                                              created_at, updated_at)
                      SELECT ?, tenant, webhook, event_type, state, due_at, epoch, reason, attempts, created_at, updated_at
                      FROM deliveries WHERE id = ?
                      """)) {
            newest.next();
            String first = newest.getString("id");
            var id = DeliveryId.parse(first).orElseThrow();
            copyEvents(connection, events);
            for (int i = 1; i <= events; i++) {
              copy.setString(
                  1, new DeliveryId(id.tenantId(), id.eventId() + i, id.webhookId(), 0).toString());
              copy.setString(2, first);
              copy.addBatch();
              if (i % 10_000 == 0 || i == events) {
                copy.executeBatch();
              }
            }
          }
        });
  }

  /**
   * Copies the newest subscription.
   *
   * @param tenant of each copy, an SQL expression with its number {@code i}
   * @param body likewise
   */
  static void subscribe(Path data, int subscriptions, String tenant, String body)
      throws IOException {
    change(
        data,
        connection -> {
          try (var copy =
              connection.prepareStatement(
                  """
                  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                  INSERT INTO subscriptions (tenant, id, version, body)
                  SELECT %s, id || i, version, %s
                  FROM n, (SELECT * FROM subscriptions ORDER BY seq DESC LIMIT 1)
                  """
                      .formatted(tenant, body))) {
            copy.setInt(1, subscriptions);
            copy.executeUpdate();
          }
        });
  }

  private interface Change {
    void on(Connection connection) throws SQLException;
  }

  private static void change(Path data, Change change) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database(data))) {
      connection.setAutoCommit(false);
      change.on(connection);
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  static long mebibytes(Path data) throws IOException {
    return Files.size(database(data)) >> 20;
  }

  static Path database(Path data) {
    return data.resolve("webhooks.db");
  }
}
