package cloud.olympus.webhooks.emulated;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the container image of a function, with the cache of a training run in it. */
public final class Image {

  /** No base: what the image has is only what we put into it, and no JDK. */
  static final String SCRATCH = "scratch";

  private static final String ROOT = "/app";
  private static final int PORT = 8080;

  /** Nobody in particular. */
  private static final String USER = "65532:65532";

  private Image() {}

  /**
   * Takes the name of a function; the image that it stands on, which has the same build of the JDK
   * as this process, or {@code scratch}; and where to: a file that ends with {@code .tar}, or the
   * reference of an image in a registry, with the credentials that Docker or gcloud have. To be run
   * at the top of the repository.
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: Image <function> <base image | scratch> <file.tar | reference>");
      System.exit(2);
    }
    for (var function : Deployed.values()) {
      if (function.artifact().equals(arguments[0])) {
        train(function);
        build(function, arguments[1], arguments[2]);
        System.out.println(arguments[2]);
        return;
      }
    }
    System.err.println("there is no function " + arguments[0]);
    System.exit(2);
  }

  private static void train(Deployed function) throws Exception {
    try (var emulators = new Emulators()) {
      var environment = new Environment(Files.createTempDirectory("olympus-training"));
      Training.train(function, environment, emulators.addresses());
    }
  }

  /** From a layout that is trained. */
  static void build(Deployed function, String base, String to) throws Exception {
    var layout = Layout.of(function);
    List<String> entry = new ArrayList<>(List.of("java"));
    entry.addAll(layout.arguments(ROOT));
    var container =
        from(base)
            .addFileEntriesLayer(layer("libraries", layout.libraries()))
            .addFileEntriesLayer(layer("function", layout.own()))
            .addFileEntriesLayer(layer("cache", List.of(layout.cache())))
            .setEntrypoint(entry)
            .addEnvironmentVariable("FUNCTION_TARGET", function.target())
            .addEnvironmentVariable("FUNCTION_SIGNATURE_TYPE", "http")
            .addEnvironmentVariable("PORT", Integer.toString(PORT))
            .addExposedPort(Port.tcp(PORT))
            .setUser(USER);
    container.containerize(
        to.endsWith(".tar")
            ? Containerizer.to(TarImage.at(Path.of(to)).named(function.artifact()))
            : Containerizer.to(RegistryImage.named(to)));
  }

  private static JibContainerBuilder from(String base) throws Exception {
    return base.equals(SCRATCH) ? Jib.fromScratch() : Jib.from(base);
  }

  /** Files with the times that the cache knows them by. */
  private static FileEntriesLayer layer(String name, List<Path> files) throws IOException {
    var layer = FileEntriesLayer.builder().setName(name);
    for (var file : files) {
      layer.addEntry(
          file,
          AbsoluteUnixPath.get(ROOT).resolve(file.getFileName()),
          FilePermissions.DEFAULT_FILE_PERMISSIONS,
          Files.getLastModifiedTime(file).toInstant());
    }
    return layer.build();
  }
}
