package cloud.olympus.webhooks.local.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The prepared statements of one connection, used by one thread at a time. */
public final class Statements implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Turns a row into a value. */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement that changes rows, and gives how many. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return with(sql, values, PreparedStatement::executeUpdate);
  }

  /** The first row, if any. */
  public <T> Optional<T> first(Row<T> reader, String sql, @Nullable Object... values)
      throws SQLException {
    return with(
        sql,
        values,
        statement -> {
          try (var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(reader.read(rows)) : Optional.empty();
          }
        });
  }

  /** All rows. */
  public <T> List<T> all(Row<T> reader, String sql, @Nullable Object... values)
      throws SQLException {
    return with(
        sql,
        values,
        statement -> {
          List<T> all = new ArrayList<>();
          try (var rows = statement.executeQuery()) {
            while (rows.next()) {
              all.add(reader.read(rows));
            }
          }
          return all;
        });
  }

  void run(String sql) throws SQLException {
    with(sql, new Object[0], PreparedStatement::execute);
  }

  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** A statement that failed, on a full disk say, does not work again: the next use prepares it. */
  private <T> T with(String sql, @Nullable Object[] values, Use<T> use) throws SQLException {
    try {
      return use.of(bound(sql, values));
    } catch (SQLException e) {
      try (var _ = prepared.remove(sql)) {
        throw e;
      }
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case null -> statement.setObject(i + 1, null);
        case String text -> statement.setString(i + 1, text);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        default -> throw new IllegalArgumentException("not a column value: " + values[i]);
      }
    }
    return statement;
  }

  /** A column that may be null. */
  public static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
