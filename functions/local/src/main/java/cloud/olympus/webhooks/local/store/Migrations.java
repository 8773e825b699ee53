package cloud.olympus.webhooks.local.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The schema, one file for each version; a file's {@code user_version} says how far it is. */
final class Migrations {

  private static final List<String> FILES = List.of("001.sql", "002.sql", "003.sql", "004.sql");

  /** Told apart from other programs' files. */
  private static final int APPLICATION_ID = 0x4f4c5957;

  private Migrations() {}

  static void apply(Connection connection) throws SQLException, CannotOpen {
    try (var statement = connection.createStatement()) {
      int version = number(statement, "PRAGMA user_version");
      if (number(statement, "PRAGMA application_id") != APPLICATION_ID
          && number(statement, "SELECT count(*) FROM sqlite_master") > 0) {
        throw new CannotOpen("the file belongs to another program; nothing in it was changed");
      }
      if (version > FILES.size()) {
        throw new CannotOpen(
            "the file was written by a newer version of this program (its schema is "
                + version
                + ", this one knows "
                + FILES.size()
                + "); nothing in it was changed");
      }
      for (int next = version; next < FILES.size(); next++) {
        statement.execute("BEGIN IMMEDIATE");
        try {
          for (var sql : text(FILES.get(next)).split(";\\s*\\n", -1)) {
            if (!sql.isBlank()) {
              statement.execute(sql);
            }
          }
          statement.execute("PRAGMA application_id = " + APPLICATION_ID);
          statement.execute("PRAGMA user_version = " + (next + 1));
          statement.execute("COMMIT");
        } catch (SQLException e) {
          statement.execute("ROLLBACK");
          throw e;
        }
      }
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (var row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  private static String text(String name) {
    try (InputStream file = Migrations.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new AssertionError("missing in the jar: " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
