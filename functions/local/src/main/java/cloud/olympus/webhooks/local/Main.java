package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.LibraryLogs;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.log.Severity;
import cloud.olympus.webhooks.web.log.TerminalLog;
import cloud.olympus.webhooks.web.settings.SettingsException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;

/**
 * Starts the whole platform in this process. Ends with 2 where a setting is wrong, and 1 where it
 * cannot start.
 */
public final class Main {

  private Main() {}

  /** Takes flags as {@link LocalSettings} names them. */
  public static void main(String[] arguments) {
    if (Usage.isAskedBy(List.of(arguments))) {
      System.out.print(Usage.TEXT);
      return;
    }
    var flags = Flags.of(List.of(arguments));
    List<String> problems = new ArrayList<>(flags.problems());
    LocalSettings settings = null;
    try {
      settings = LocalSettings.read(System.getenv(), flags);
    } catch (SettingsException e) {
      e.problems().forEach(problem -> problems.add(flags.tell(problem)));
    }
    if (settings == null || !problems.isEmpty()) {
      problems.forEach(System.err::println);
      System.err.println("--help lists what there is.");
      System.exit(2);
      return;
    }
    try {
      run(settings);
    } catch (CannotOpen | IOException e) {
      System.err.println("Olympus Webhooks does not start: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(LocalSettings settings) throws CannotOpen, IOException {
    Log log = log(settings);
    LibraryLogs.redirectTo(log, Level.WARNING);
    var platform = LocalPlatform.open(settings, log);
    try {
      platform.listen();
      // Before anything is answered: whoever waited for /health finds the token here.
      // Where it is for machines, the log has the standard output for itself, and no token.
      var people = settings.logsAreText() ? System.out : System.err;
      people.print(Welcome.text(platform, settings));
      people.flush();
      platform.start();
    } catch (IOException e) {
      platform.close();
      throw e;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(platform::close));
  }

  private static Log log(LocalSettings settings) {
    var out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 8_192),
            false,
            StandardCharsets.UTF_8);
    var clock = InstantSource.system();
    return settings.logsAreText()
        ? new TerminalLog(out, clock, ZoneId.systemDefault(), Severity.INFO)
        : new JsonLog(out, clock, Severity.INFO, Optional.empty());
  }
}
