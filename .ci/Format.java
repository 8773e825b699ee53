import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds every Java source below a directory against google-java-format: {@code check} or {@code apply}. */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    var formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> sources;
    try (var paths = Files.walk(root.resolve("functions"))) {
      sources =
          paths.filter(p -> p.toString().endsWith(".java") && !p.toString().contains("/target/")).toList();
    }
    var wrong =
        sources.parallelStream().filter(source -> isWrong(formatter, source, apply)).map(root::relativize).sorted().toList();
    if (!apply && !wrong.isEmpty()) {
      wrong.forEach(source -> System.err.println("not formatted: " + source));
      System.err.println("Run: mvn -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static boolean isWrong(Formatter formatter, Path source, boolean apply) {
    try {
      String before = Files.readString(source);
      String after =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(formatter.formatSource(before)),
              JavaFormatterOptions.Style.GOOGLE);
      if (apply && !after.equals(before)) {
        Files.writeString(source, after);
      }
      return !after.equals(before);
    } catch (Exception e) {
      throw new IllegalStateException("cannot format " + source + ": " + e.getMessage(), e);
    }
  }
}
