package cloud.olympus.webhooks.local.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A language whose Standard Webhooks library, as its registry has it, verifies requests. */
enum Language {
  JAVA("") {
    @Override
    JsonArray verify(JsonObject given) throws Exception {
      return JavaReceiver.verify(given);
    }
  },
  PYTHON("target/ci/bin/pip install standardwebhooks cryptography") {
    @Override
    JsonArray verify(JsonObject given) throws Exception {
      return run(given, Map.of(), find("bin/python").toString(), "src/test/receivers/verify.py");
    }
  },
  JAVASCRIPT("npm install --prefix target/ci standardwebhooks") {
    @Override
    JsonArray verify(JsonObject given) throws Exception {
      String modules = find("node_modules").toString();
      return run(given, Map.of("NODE_PATH", modules), "node", "src/test/receivers/verify.cjs");
    }
  };

  private final String install;

  Language(String install) {
    this.install = install;
  }

  /** What a receiver in this language says to each request. */
  abstract JsonArray verify(JsonObject given) throws Exception;

  /** A file of {@code target/ci} in this folder or one above. */
  final Path find(String name) {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("target/ci").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw missing();
  }

  /** Skips the test with a line that says what to install, or fails on a build server. */
  private RuntimeException missing() {
    String message = this + "'s library is not installed: " + install;
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(message);
    }
    System.err.println("Skipped: " + message);
    return abort(message);
  }

  static JsonArray run(JsonObject given, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var output = Files.createTempFile("olympus-e2e", ".json");
    var errors = Files.createTempFile("olympus-e2e", ".log");
    var builder =
        new ProcessBuilder(List.of(command))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(given.toString().getBytes(UTF_8));
    }
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.waitFor(), Files.readString(errors));
    return JsonParser.parseString(Files.readString(output)).getAsJsonArray();
  }
}
