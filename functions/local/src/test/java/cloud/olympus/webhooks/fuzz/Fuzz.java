package cloud.olympus.webhooks.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs Jazzer on one target after the other, each in a process of its own: it instruments what is
 * loaded, and its fuzzer takes over the process. Begins with the cases in the tree and with what
 * earlier runs found worth keeping. What breaks a property is written to {@code crash-…} in the
 * work folder; put into the target's folder of cases, {@link ReplayTest} holds it.
 */
public final class Fuzz {

  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second.*");

  private Fuzz() {}

  /** Seconds for each target, the work folder, the folder of cases. */
  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    Path work = Path.of(arguments[1]);
    Path cases = Path.of(arguments[2]);
    List<String> broken = new ArrayList<>();
    for (var target : FuzzTarget.values()) {
      System.out.println("== " + target.folder());
      if (!holds(target, seconds, work.resolve(target.folder()), cases.resolve(target.folder()))) {
        broken.add(target.folder());
      }
    }
    if (!broken.isEmpty()) {
      System.err.println("broken: " + String.join(", ", broken) + "; see crash-* in " + work);
      System.exit(1);
    }
  }

  private static boolean holds(FuzzTarget target, int seconds, Path work, Path cases)
      throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(work.resolve("corpus"));
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type.getName(),
                "--instrumentation_includes=cloud.olympus.**:com.google.gson.**",
                "--reproducer_path=" + work,
                "-max_total_time=" + seconds,
                "-artifact_prefix=" + work + '/',
                // The limit is the heap's.
                "-rss_limit_mb=0",
                corpus.toString(),
                cases.toString())
            .redirectErrorStream(true)
            .start();
    try (var log = Files.newBufferedWriter(work.resolve("log"));
        var output =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        log.write(line + '\n');
        var done = DONE.matcher(line);
        if (done.matches()) {
          System.out.println(done.group(1) + " executions in " + done.group(2) + " s");
        } else if (line.startsWith("== Java Exception") || line.contains("Test unit written")) {
          System.out.println(line);
        }
      }
    }
    return process.waitFor() == 0;
  }
}
