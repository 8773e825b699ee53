package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.testkit.FunctionZip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A function as its container image has it: jars as they are in one folder, on one class path, and
 * beside them what the JVM kept of a training run. That cache is taken only by the same build of
 * the JDK, with the same jars in the same order.
 */
final class Layout {

  /** What the JVM kept. */
  static final String CACHE = "function.aot";

  private static final String INVOKER = "java-function-invoker.jar";
  private static final String MAIN = "com.google.cloud.functions.invoker.runner.Invoker";

  private final Path folder;
  private final List<String> jars;

  private Layout(Path folder, List<String> jars) {
    this.folder = folder;
    this.jars = jars;
  }

  /** Of a function that is built. */
  static Layout of(Deployed function) throws IOException {
    Path target = FunctionZip.of(function.artifact()).file().resolveSibling("");
    Path folder = target.resolve("layout");
    copy(target.resolve(INVOKER), folder.resolve(INVOKER));
    Path own = only(target, function.artifact() + "-[0-9.]+[.]jar");
    copy(own, folder.resolve(own.getFileName()));
    List<String> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.map(file -> file.getFileName().toString()).sorted().forEach(jars::add);
    }
    jars.removeAll(List.of(CACHE, INVOKER));
    // The Invoker brings libraries of its own, which must not hide ours.
    jars.add(INVOKER);
    return new Layout(folder, jars);
  }

  private static Path only(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow(() -> new IOException("nothing is built: " + folder + '/' + name));
    }
  }

  /** Keeps the time of the file, by which the cache knows it. */
  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** The jars of others. */
  List<Path> libraries() {
    return jars().filter(jar -> !isOwn(jar)).toList();
  }

  /** Our own jars. */
  List<Path> own() {
    return jars().filter(this::isOwn).toList();
  }

  private Stream<Path> jars() {
    return jars.stream().map(folder::resolve);
  }

  /** Whether it is that of a module. */
  private boolean isOwn(Path jar) {
    Path modules = folder.resolve("../../..");
    String module = jar.getFileName().toString().replaceFirst("-[0-9.]+[.]jar$", "");
    return Files.isDirectory(modules.resolve(module));
  }

  /** Where the cache is, or will be. */
  Path cache() {
    return folder.resolve(CACHE);
  }

  /** What the JVM is started with, where the layout is in a folder. */
  List<String> arguments(String root) {
    return arguments(root, "-XX:AOTCache=" + root + '/' + CACHE);
  }

  /** What a training run is started with. */
  List<String> training() {
    return arguments(folder.toString(), "-XX:AOTCacheOutput=" + cache());
  }

  private List<String> arguments(String root, String option) {
    String classPath = String.join(":", jars.stream().map(jar -> root + '/' + jar).toList());
    return List.of(option, "-cp", classPath, MAIN);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
