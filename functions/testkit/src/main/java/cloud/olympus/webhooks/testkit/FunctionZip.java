package cloud.olympus.webhooks.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What is deployed of a function: a zip with one jar.
 *
 * @param file the zip
 */
public record FunctionZip(Path file) {

  /** The modules of this repository, seen from its top or from one of them. */
  public static final Path FUNCTIONS =
      Files.isDirectory(Path.of("functions")) ? Path.of("functions") : Path.of("..");

  /** The one that the build of a module has left. */
  public static FunctionZip of(String module) {
    return in(FUNCTIONS, module);
  }

  /**
   * Likewise, of a module of another checkout.
   *
   * @param functions the folder of its modules
   */
  public static FunctionZip in(Path functions, String module) {
    return new FunctionZip(
        functions.resolve(module).resolve("target").resolve(module + ".zip").toAbsolutePath());
  }

  /** In bytes. */
  public long size() throws IOException {
    return Files.size(file);
  }

  /** The names in the zip. */
  public List<String> names() throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  /** The names in its jar, which is put into a folder. */
  public List<String> jarNames(Path folder) throws IOException {
    try (var jar = new JarFile(extract(folder).toFile())) {
      return jar.stream().map(ZipEntry::getName).toList();
    }
  }

  /** Its jar, put into a folder. */
  public Path extract(Path folder) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      var entry = zip.stream().filter(e -> e.getName().endsWith(".jar")).findFirst().orElseThrow();
      Path jar = folder.resolve(entry.getName());
      if (!Files.exists(jar)) {
        try (var content = zip.getInputStream(entry)) {
          Files.copy(content, jar);
        }
      }
      return jar;
    }
  }
}
