package cloud.olympus.webhooks.local.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount namespace of one process: its disk may be small or read-only without anybody else seeing
 * it, and without rights on the machine.
 */
final class Mount {

  private Mount() {}

  /** Runs the program on a file system in memory of so many KiB, part of them taken. */
  static List<String> small(Path directory, int kib, int takenKib) {
    return inNamespace(
        "mount -t tmpfs -o size=%dk tmpfs \"$0\" && head -c %dk /dev/zero >\"$0/ballast\""
            .formatted(kib, takenKib),
        directory);
  }

  /** Runs the program where a directory can be read and not written. */
  static List<String> readOnly(Path directory) {
    return inNamespace("mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"", directory);
  }

  /** A path as a process sees it. */
  static Path seenBy(long pid, Path path) {
    return Path.of("/proc/" + pid + "/root" + path);
  }

  private static List<String> inNamespace(String script, Path directory) {
    List<String> command = unshare();
    command.addAll(
        List.of("sh", "-c", script + " && exec \"$@\"", directory.toAbsolutePath().toString()));
    return command;
  }

  private static List<String> unshare() {
    var asRoot = List.of("unshare", "--mount");
    var asAnybody = List.of("unshare", "--user", "--map-root-user", "--mount");
    if (works(asRoot)) {
      return new ArrayList<>(asRoot);
    }
    assumeTrue(
        works(asAnybody),
        "needs unshare(1) of util-linux, and root or a kernel that allows user namespaces");
    return new ArrayList<>(asAnybody);
  }

  private static boolean works(List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("sh", "-c", "mount -t tmpfs tmpfs /mnt"));
    try {
      return new ProcessBuilder(all).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
