package cloud.olympus.webhooks.googlecloud.firestore;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** List prices of Google Cloud in USD, from {@code docs/prices.json}. */
final class Prices {

  private static final double GIB = 1L << 30;
  private static final double TIB = 1L << 40;

  private final JsonObject prices;

  Prices(Path file) throws IOException {
    prices =
        JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonObject("prices");
  }

  double firestore(double reads, double writes, double deletes) {
    return reads * of("firestore_read")
        + writes * of("firestore_write")
        + deletes * of("firestore_delete");
  }

  /** Of bytes that are kept for a month. */
  double storage(double bytes) {
    return bytes / GIB * of("firestore_gib_month");
  }

  /** Of bytes that are published or delivered. */
  double pubSub(double bytes) {
    return bytes / TIB * of("pubsub_tib");
  }

  /** Of bytes of messages that are kept for a month. */
  double retained(double bytes) {
    return bytes / GIB * of("pubsub_gib_month");
  }

  double tasks(double operations) {
    return operations * of("tasks_operation");
  }

  double requests(double number) {
    return number * of("run_request");
  }

  /** Of seconds of an instance. */
  double time(double seconds, double vcpus, double gib) {
    return seconds * (vcpus * of("run_vcpu_second") + gib * of("run_gib_second"));
  }

  /** Of seconds of an instance that is paid for whether or not a request is there. */
  double instanceTime(double seconds, double vcpus, double gib) {
    return seconds * (vcpus * of("run_instance_vcpu_second") + gib * of("run_instance_gib_second"));
  }

  double egress(double bytes) {
    return bytes / GIB * of("egress_gib");
  }

  double logs(double bytes) {
    return bytes / GIB * of("log_gib");
  }

  private double of(String name) {
    return prices.get(name).getAsDouble();
  }
}
