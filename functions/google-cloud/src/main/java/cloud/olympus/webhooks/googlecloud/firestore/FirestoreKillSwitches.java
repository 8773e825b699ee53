package cloud.olympus.webhooks.googlecloud.firestore;

import cloud.olympus.webhooks.subscription.KillSwitches;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.firestore.DocumentReference;
import com.google.cloud.firestore.Firestore;
import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@link KillSwitches} on Firestore: one document for all, which an instance that works reads once
 * a second.
 */
public final class FirestoreKillSwitches implements KillSwitches {

  private static final String SWITCHES = "switches";
  private static final String WRITER = "writer";
  private static final long SCHEMA_VERSION = 1;
  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private static final Comparator<Switch> LONGEST_ON_FIRST =
      Comparator.comparing(Switch::since).thenComparing(on -> on.scope().toString());

  private final Firestore firestore;
  private final Calls calls;
  private final LongSupplier nanos;
  private @Nullable Read latest;

  /**
   * What was asked for.
   *
   * @param began its age is counted from there
   */
  private record Read(ApiFuture<List<Switch>> switches, long began) {
    boolean isFresh(long now) {
      return now - began < FRESH && switches.state() != Future.State.FAILED;
    }
  }

  /**
   * Switches of a database.
   *
   * @param random names writes; thread-safe
   * @param nanos a clock that only grows, such as {@link System#nanoTime}
   */
  public FirestoreKillSwitches(Firestore firestore, RandomGenerator random, LongSupplier nanos) {
    this.firestore = firestore;
    this.calls = new Calls(random);
    this.nanos = nanos;
  }

  @Override
  public boolean put(Switch on) {
    return change(
        before -> {
          List<Switch> after = new ArrayList<>(before);
          var since =
              before.stream()
                  .filter(one -> one.scope().equals(on.scope()))
                  .findFirst()
                  .map(Switch::since)
                  .orElse(on.since());
          after.removeIf(one -> one.scope().equals(on.scope()));
          after.add(new Switch(on.scope(), on.reason(), since));
          return after.size() > MOST ? before : after;
        },
        (_, after) -> after.stream().anyMatch(one -> one.scope().equals(on.scope())));
  }

  @Override
  public boolean remove(Scope scope) {
    return change(
        before -> before.stream().filter(one -> !one.scope().equals(scope)).toList(),
        (before, after) -> before.size() > after.size());
  }

  /** What a change comes to. */
  @FunctionalInterface
  private interface Result {
    boolean of(List<Switch> before, List<Switch> after);
  }

  private boolean change(UnaryOperator<List<Switch>> change, Result result) {
    String nonce = calls.nonce();
    try {
      return calls.settle(
          _ -> {
            var read = Calls.await(reference().get());
            var fields = read.exists() ? Fields.of(read) : Fields.NONE;
            var before = switches(fields);
            if (fields.optionalText(WRITER).filter(nonce::equals).isPresent()) {
              return Optional.of(true);
            }
            var after = change.apply(before);
            if (after.equals(before)) {
              return Optional.of(result.of(before, after));
            }
            Map<String, Object> written = new HashMap<>();
            written.put("schema_version", SCHEMA_VERSION);
            written.put(SWITCHES, after.stream().map(FirestoreKillSwitches::fields).toList());
            written.put(WRITER, nonce);
            var batch = firestore.batch();
            Calls.write(batch, read, written);
            return Calls.commit(batch).map(_ -> result.of(before, after));
          });
    } finally {
      forget();
    }
  }

  @Override
  public List<Switch> current() {
    return Calls.awaitShared(latest());
  }

  /** All who ask within a second wait for one read, side by side. */
  private synchronized ApiFuture<List<Switch>> latest() {
    long now = nanos.getAsLong();
    var read = latest;
    if (read == null || !read.isFresh(now)) {
      var switches =
          ApiFutures.transform(
              reference().get(),
              found -> found.exists() ? switches(Fields.of(found)) : List.<Switch>of(),
              MoreExecutors.directExecutor());
      read = new Read(switches, now);
      latest = read;
    }
    return read.switches();
  }

  private synchronized void forget() {
    latest = null;
  }

  private DocumentReference reference() {
    return firestore.collection("switches").document("kill");
  }

  private static List<Switch> switches(Fields fields) {
    return fields.each(SWITCHES).stream()
        .map(
            on ->
                new Switch(
                    new Scope(
                        on.optionalText("tenant").orElse(null),
                        on.optionalText("webhook").orElse(null)),
                    on.text("reason"),
                    on.instant("since")))
        .sorted(LONGEST_ON_FIRST)
        .toList();
  }

  private static Map<String, Object> fields(Switch on) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("tenant", on.scope().tenantId());
    fields.put("webhook", on.scope().webhookId());
    fields.put("reason", on.reason());
    fields.put("since", Fields.timestamp(on.since()));
    return fields;
  }
}
