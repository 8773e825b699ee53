package cloud.olympus.webhooks.testkit.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An emulator of a service of Google Cloud that may be installed on this machine. */
public enum Emulator {
  /** Firestore's, of the Google Cloud SDK. */
  FIRESTORE(
      "the Firestore emulator",
      "install the Google Cloud SDK with its component cloud-firestore-emulator, and have gcloud on"
          + " the PATH") {
    @Override
    Optional<List<String>> command(int port) {
      return sdk()
          .platformFile("cloud-firestore-emulator/cloud-firestore-emulator.jar")
          .map(
              jar ->
                  java(
                      "-cp",
                      jar.toString(),
                      "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
                      "start",
                      "--host",
                      "127.0.0.1",
                      "--port",
                      Integer.toString(port)));
    }
  },

  /** Pub/Sub's, of the Google Cloud SDK. */
  PUBSUB(
      "the Pub/Sub emulator",
      "install the Google Cloud SDK with its component pubsub-emulator, and have gcloud on the"
          + " PATH") {
    @Override
    Optional<List<String>> command(int port) {
      return sdk()
          .platformFile("pubsub-emulator/lib", "-all.jar")
          .map(jar -> java("-jar", jar.toString(), "--host=127.0.0.1", "--port=" + port));
    }
  },

  /** One of Cloud Tasks, which is not Google's own. It forgets the names of the tasks that ran. */
  TASKS(
      "the Cloud Tasks emulator",
      "pip install gcloud-tasks-emulator, into target/ci at the top of this repository or onto the"
          + " PATH") {
    @Override
    Optional<List<String>> command(int port) {
      return program("gcloud-tasks-emulator")
          .map(
              file -> {
                var command = new ArrayList<>(List.of(file.toString(), "start", "-p", "" + port));
                QUEUES.forEach(queue -> command.addAll(List.of("-d", queue)));
                return command;
              });
    }
  };

  /** The project in all of them. */
  public static final String PROJECT = "olympus";

  /** The queues that there are in Cloud Tasks; the emulator runs one task of each at a time. */
  public static final List<String> QUEUES =
      List.of(queue("wakeups-0"), queue("wakeups-1"), queue("wakeups-2"), queue("wakeups-3"));

  private final String title;
  private final String install;

  Emulator(String title, String install) {
    this.title = title;
    this.install = install;
  }

  /** How to start it on a port; empty where it is not installed. */
  abstract Optional<List<String>> command(int port);

  /** Empty where it is installed; otherwise what to do. */
  public Optional<String> missing() {
    return command(0).isPresent()
        ? Optional.empty()
        : Optional.of(title + " is not installed: " + install);
  }

  private static String queue(String name) {
    return "projects/" + PROJECT + "/locations/europe-west1/queues/" + name;
  }

  private static CloudSdk sdk() {
    return new CloudSdk(System.getenv());
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-Duser.language=en");
    command.addAll(List.of(arguments));
    return command;
  }

  /** On the path, or in {@code target/ci} of this folder or one above. */
  private static Optional<Path> program(String name) {
    List<Path> folders = new ArrayList<>();
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      folders.add(folder.resolve("target/ci/bin"));
    }
    Pattern.compile(Pattern.quote(System.getProperty("path.separator")))
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(Path::of)
        .forEach(folders::add);
    return folders.stream().map(f -> f.resolve(name)).filter(Files::isExecutable).findFirst();
  }
}
