package cloud.olympus.webhooks.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other services may have put on the bus: {@code MalformedPushesTest} of the forwarder has
 * every kind, this shows that the bus of the one process is rid of them and people see them.
 */
class MalformedE2E {

  private static final String SOUND =
      "{\"id\":\"evt_1\",\"type\":\"order.created\",\"tenant_id\":\"t-1\","
          + "\"timestamp\":\"2026-03-01T09:59:59Z\",\"data\":{}}";

  @TempDir(factory = OnBuildDisk.class)
  Path folder;

  @Test
  void itBecomesADeadLetterThatTheApiShowsAndIsNeverPushedAgain() throws Exception {
    Map<String, byte[]> messages = new LinkedHashMap<>();
    messages.put("no_data", new byte[0]);
    messages.put("not_utf8", new byte[] {'{', (byte) 0xc3, '(', '}'});
    messages.put("not_json", SOUND.substring(0, 50).getBytes(UTF_8));
    messages.put("not_an_object", ("[" + SOUND + "]").getBytes(UTF_8));
    messages.put("too_large", with("{\"notes\":\"" + "x".repeat(300 * 1024) + "\"}"));
    messages.put("too_deep", with("{\"a\":" + "[".repeat(70)));
    messages.put("duplicate_key", with("{\"a\":1,\"a\":2}"));
    messages.put("invalid_field", SOUND.replace("evt_1", "evt.1").getBytes(UTF_8));
    messages.put("unknown_type", SOUND.replace("order.created", "order.eaten").getBytes(UTF_8));
    Path data = folder.resolve("data");
    RunningProgram.start(data).close();
    try (var connection = connect(data)) {
      for (var message : messages.values()) {
        publish(connection, message);
      }
    }
    try (var program = RunningProgram.start(data)) {
      RunningProgram.await(
          "each is a dead letter", () -> program.all("/v1/dead-letters").size() == messages.size());
      Map<String, Integer> reasons = new TreeMap<>();
      for (var letter : program.all("/v1/dead-letters")) {
        reasons.merge(letter.get("reason").getAsString(), 1, Integer::sum);
      }
      Map<String, Integer> expected = new TreeMap<>();
      messages.keySet().forEach(reason -> expected.put(reason, 1));
      assertEquals(expected, reasons);
    }
    try (var connection = connect(data);
        var statement = connection.createStatement()) {
      assertEquals(0, statement.executeQuery("SELECT count(*) FROM bus").getInt(1));
    }
  }

  private static byte[] with(String eventData) {
    return SOUND.replace("{}", eventData).getBytes(UTF_8);
  }

  private static Connection connect(Path data) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("webhooks.db"));
  }

  private static void publish(Connection connection, byte[] data) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO bus (topic, attributes, data, published) VALUES ('events', '{}', ?, 0)")) {
      insert.setBytes(1, data);
      insert.executeUpdate();
    }
  }
}
