package cloud.olympus.webhooks.emulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.testkit.emulator.Emulated;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The container images of the functions, without a base: there may be no registry to get one. */
class ImageE2E {

  @RegisterExtension static final Emulated PUBSUB = new Emulated(Emulator.PUBSUB);
  @RegisterExtension static final Emulated FIRESTORE = new Emulated(Emulator.FIRESTORE);

  @TempDir private Path folder;

  @BeforeAll
  static void createTopics() throws Exception {
    Topics.create(PUBSUB.process().address(), Emulators.NOWHERE);
  }

  @ParameterizedTest
  @EnumSource
  void itsLayersHoldWhatItsEntryPointStartsAndTheJvmTakesTheCache(Deployed function)
      throws Exception {
    Path tar = folder.resolve("image.tar");
    Path root = Files.createDirectory(folder.resolve("root"));
    var environment = new Environment(folder);
    var addresses =
        Map.of(
            Emulator.PUBSUB, PUBSUB.process().address(),
            Emulator.FIRESTORE, FIRESTORE.process().address(),
            Emulator.TASKS, "127.0.0.1:1");
    Training.train(function, environment, addresses);

    Image.build(function, Image.SCRATCH, tar.toString());

    var image = read(tar);
    assertEquals(3, image.layers().size());
    List<List<String>> files = new ArrayList<>();
    for (var layer : image.layers()) {
      files.add(extract(layer, root));
    }
    String own = "app/" + function.artifact() + '-';
    assertTrue(files.get(0).stream().anyMatch(file -> file.startsWith("app/grpc-api")));
    assertTrue(files.get(0).contains("app/java-function-invoker.jar"));
    assertTrue(files.get(1).stream().anyMatch(file -> file.startsWith(own)));
    assertEquals(List.of("app/function.aot"), files.get(2));
    assertTrue(image.environment().contains("FUNCTION_TARGET=" + function.target()));
    assertEquals("65532:65532", image.user());

    var entry = image.entryPoint();
    assertEquals("java", entry.getFirst());
    List<String> arguments = new ArrayList<>(List.of("-XX:AOTMode=on"));
    entry.stream()
        .skip(1)
        .map(part -> part.replace("/app/", root + "/app/"))
        .forEach(arguments::add);
    var settings = environment.of(function, addresses);
    Path output = folder.resolve("output.log");
    try (var started = Started.java(List.of(), arguments, function.target(), settings, output)) {
      assertTrue(started.firstWork(base -> function.work(base, environment)) > 0);
    }
  }

  private record Contents(
      List<Path> layers, List<String> entryPoint, List<String> environment, String user) {}

  private Contents read(Path tar) throws Exception {
    Path image = Files.createDirectory(folder.resolve("image"));
    run("tar", "-xf", tar.toString(), "-C", image.toString());
    var manifest =
        JsonParser.parseString(Files.readString(image.resolve("manifest.json")))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    var config =
        JsonParser.parseString(
                Files.readString(image.resolve(manifest.get("Config").getAsString())))
            .getAsJsonObject()
            .getAsJsonObject("config");
    return new Contents(
        texts(manifest, "Layers").stream().map(image::resolve).toList(),
        texts(config, "Entrypoint"),
        texts(config, "Env"),
        config.get("User").getAsString());
  }

  /** The files of a layer. */
  private static List<String> extract(Path layer, Path root) throws Exception {
    run("tar", "-xzf", layer.toString(), "-C", root.toString());
    var list = new ProcessBuilder("tar", "-tzf", layer.toString()).start();
    try (Stream<String> names = list.inputReader().lines()) {
      return names.filter(name -> !name.endsWith("/")).toList();
    }
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  private static List<String> texts(JsonObject object, String name) {
    return object.getAsJsonArray(name).asList().stream().map(JsonElement::getAsString).toList();
  }
}
