package cloud.olympus.webhooks.testkit.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The emulators of an installed Google Cloud SDK. */
final class CloudSdk {

  private final Map<String, String> environment;

  CloudSdk(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A file below the {@code platform} folder of the first SDK that has it. */
  Optional<Path> platformFile(String name) {
    return roots().stream()
        .map(root -> root.resolve("platform").resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Likewise, the first of a folder whose name ends so. */
  Optional<Path> platformFile(String folder, String ending) {
    return roots().stream()
        .map(root -> root.resolve("platform").resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(CloudSdk::files)
        .filter(file -> file.toString().endsWith(ending))
        .findFirst();
  }

  private static Stream<Path> files(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("a folder of the SDK cannot be read", e);
    }
  }

  private List<Path> roots() {
    List<Path> roots = new ArrayList<>();
    onPath().ifPresent(roots::add);
    if (environment.containsKey("CLOUDSDK_ROOT_DIR")) {
      roots.add(Path.of(environment.get("CLOUDSDK_ROOT_DIR")));
    }
    roots.add(Path.of("/usr/lib/google-cloud-sdk"));
    roots.add(Path.of("/opt/google-cloud-sdk"));
    roots.add(Path.of(System.getProperty("user.home"), "google-cloud-sdk"));
    return roots;
  }

  /** The SDK of the {@code gcloud} that a shell would start: links lead to its {@code bin}. */
  private Optional<Path> onPath() {
    String path = environment.getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
        .splitAsStream(path)
        .map(folder -> Path.of(folder, "gcloud"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(CloudSdk::resolved)
        .map(gcloud -> gcloud.resolve("../..").normalize());
  }

  private static Path resolved(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException("the gcloud on the path cannot be read", e);
    }
  }
}
