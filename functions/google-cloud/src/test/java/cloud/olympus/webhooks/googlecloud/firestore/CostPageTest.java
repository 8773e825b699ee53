package cloud.olympus.webhooks.googlecloud.firestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Attempt;
import cloud.olympus.webhooks.delivery.Delivery;
import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.Phases;
import cloud.olympus.webhooks.delivery.Trip;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.testkit.Samples;
import cloud.olympus.webhooks.web.log.AttemptLines;
import cloud.olympus.webhooks.web.log.JsonLog;
import cloud.olympus.webhooks.web.log.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reckons the tables of {@code docs/cost.md} and {@code terraform/README.md}; {@code
 * -Dcost.write=true} writes them there. What is counted comes from {@link Operations}, what is
 * weighed from documents, messages and lines as the code makes them.
 */
class CostPageTest {

  private static final Path DOCS = Path.of("..", "..", "docs");
  private static final Path INDEXES = Path.of("..", "..", "terraform", "firestore.indexes.json");
  private static final String BEGIN = "<!-- reckoned -->\n";
  private static final String END = "<!-- end -->\n";

  private static final double MILLION = 1_000_000;
  private static final int EVENT_BYTES = 1_024;

  private static final int FUNCTIONS_CHECKED = 2;
  private static final int CHECKING_REGIONS = 3;

  /** Terraform's {@code message_retention_days}. */
  private static final int RETAINED_DAYS = 3;

  /** Memory of the forwarder by Terraform's {@code sizes}. */
  private static final double GIB = 0.5;

  /** What is paid for at least. */
  private static final double SHORTEST_SECONDS = 0.1;

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Prices prices = new Prices(DOCS.resolve("prices.json"));
  private final StoredSize sizes = new StoredSize(INDEXES);
  private final Event event = event();

  CostPageTest() throws Exception {}

  @Test
  void thePageSaysWhatCountsAndPricesGive() throws Exception {
    check(DOCS.resolve("cost.md"), byRate());
  }

  @Test
  void terraformsPageSaysWhatAMonthCosts() throws Exception {
    check(Path.of("..", "..", "terraform", "README.md"), byMonth());
  }

  private static void check(Path file, String reckoned) throws Exception {
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END, begin);
    if (Boolean.getBoolean("cost.write")) {
      Files.writeString(file, page.substring(0, begin) + reckoned + page.substring(end));
    } else {
      assertEquals(reckoned, page.substring(begin, end));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 15, 20, 30, 50, 100, 1_000})
  void aMillionEventsStayBelowTheAims(double rate) {
    var work = new Workload(rate, 1, 0);

    assertTrue(new Cost(work).operations() < 3.5);
    assertTrue(new KeptCost(work, false).all() < 5);
    assertTrue(new KeptCost(work, true).all() < 5);
  }

  /** What the page says in words of where instances should be paid for. */
  @Test
  void whereInstancesArePaidForItIsCheaperFromSixEventsASecondOn() {
    assertTrue(new Cost(new Workload(5, 1, 0)).all() < kept(5).all());
    assertTrue(new Cost(new Workload(6, 1, 0)).all() > kept(6).all());
    assertTrue(new Cost(new Workload(15, 1, 0)).all() > 5);
    assertTrue(new Cost(new Workload(16, 1, 0)).all() < 5);
  }

  private KeptCost kept(double rate) {
    return new KeptCost(new Workload(rate, 1, 0), false);
  }

  private String byRate() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "An event of %,d bytes: %,d stored at fan-out 1, %,d at 5, %,d more for a delivery that"
                + " failed once; %,d on Pub/Sub; %,d of log an attempt.%n%n",
            EVENT_BYTES,
            stored(1),
            stored(5),
            storedDelivery(),
            message(),
            line()));
    text.append(
        """
        | Events/s | Fan-out | Failures | Firestore | Pub/Sub | Cloud Tasks | Requests | **Operations** | Storage | Time | Egress | Logs | **All** |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|
        """);
    for (int rate : List.of(1, 10, 100)) {
      for (int fanOut : List.of(1, 5)) {
        for (double failures : List.of(0.0, 0.05)) {
          text.append(new Cost(new Workload(rate, fanOut, failures)).row());
        }
      }
    }
    text.append(
        """

        | Billed by instance, one kept, fan-out 1, no failures | Operations | Storage | Time | Egress | Logs | **All** |
        |---|---|---|---|---|---|---|
        """);
    for (int rate : List.of(1, 10, 30, 100)) {
      for (boolean chain : List.of(false, true)) {
        text.append(new KeptCost(new Workload(rate, 1, 0), chain).keptRow(chain));
      }
    }
    return text.toString();
  }

  private String byMonth() {
    double seconds = 30 * 24 * 60 * 60;
    double sweeps = seconds / 60;
    double checks = FUNCTIONS_CHECKED * CHECKING_REGIONS * seconds / 300;
    double idle =
        prices.requests(sweeps + checks)
            + prices.time((sweeps + checks) * SHORTEST_SECONDS, 1, GIB)
            + prices.firestore(sweeps, 0, 0);
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            | Events a month | Operations | Storage | Time | Egress | Logs | **All** | for a million |
            |---|---|---|---|---|---|---|---|
            | none: %,.0f sweeps, %,.0f uptime checks | | | | | | **%.2f** | |
            """,
            sweeps,
            checks,
            idle));
    for (int millions : List.of(1, 10, 100)) {
      text.append(new Cost(new Workload(millions * MILLION / seconds, 1, 0)).month(millions));
    }
    return text.toString();
  }

  /** Of a million events of as many tenants, where requests are paid for. */
  private class Cost {
    final Workload work;
    private final double failed;

    Cost(Workload work) {
      this.work = work;
      this.failed = work.failuresAnEvent();
    }

    /** Of a tenant with few subscriptions, of which nothing is known. */
    double routeReads() {
      return Operations.EVENT.reads();
    }

    double firestore() {
      var retry = Operations.RETRY;
      double switches = work.instancesAnEvent() * Operations.SWITCHES.reads();
      return MILLION
          * prices.firestore(
              routeReads() + switches + failed * retry.reads(),
              Operations.EVENT.writes() + failed * retry.writes(),
              Operations.EVENT.documents() + failed * retry.documents());
    }

    /** Published, pushed, and taken off by the filter of the other of the topic's subscriptions. */
    double pubSub() {
      return MILLION * prices.pubSub(3.0 * message());
    }

    /** Created, and dispatched. */
    double tasks() {
      return MILLION * prices.tasks(2 * failed * Operations.RETRY.wakeUps());
    }

    double requests() {
      return MILLION * prices.requests(1 + failed * Operations.RETRY.wakeUps());
    }

    double operations() {
      return firestore() + pubSub() + tasks() + requests();
    }

    double storage() {
      return MILLION
          * (prices.storage(stored(work.fanOut()) + failed * storedDelivery())
              + prices.retained(message() * RETAINED_DAYS / 30.0));
    }

    double time() {
      return MILLION * prices.time(work.instanceSeconds(), 1, GIB);
    }

    double egress() {
      return MILLION * prices.egress(work.attempts() * (EVENT_BYTES + Workload.REQUEST_OVERHEAD));
    }

    /** What Cloud Run writes of requests that went well is left out by Terraform. */
    double logs() {
      return MILLION * prices.logs(work.lines() * line());
    }

    double all() {
      return operations() + storage() + time() + egress() + logs();
    }

    String month(int millions) {
      return String.format(
          Locale.ROOT,
          "| %d million | %.2f | %.2f | %.2f | %.2f | %.2f | **%.2f** | %.2f |%n",
          millions,
          millions * operations(),
          millions * storage(),
          millions * time(),
          millions * egress(),
          millions * logs(),
          millions * all(),
          all());
    }

    String keptRow(boolean chain) {
      return String.format(
          Locale.ROOT,
          "| %.0f a second, %s | %.2f | %.2f | %.2f | %.2f | %.2f | **%.2f** |%n",
          work.rate(),
          chain ? "of a chain" : "each of another tenant",
          operations(),
          storage(),
          time(),
          egress(),
          logs(),
          all());
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %.0f | %d | %.0f %% | %.2f | %.2f | %.2f | %.2f | **%.2f** | %.2f | %.2f | %.2f | %.2f |"
              + " **%.2f** |%n",
          work.rate(),
          work.fanOut(),
          100 * work.failures(),
          firestore(),
          pubSub(),
          tasks(),
          requests(),
          operations(),
          storage(),
          time(),
          egress(),
          logs(),
          all());
    }
  }

  /** Likewise where one instance is kept and instances are paid for, of many tenants or a chain. */
  private final class KeptCost extends Cost {
    private final boolean chain;

    KeptCost(Workload work, boolean chain) {
      super(work);
      this.chain = chain;
    }

    /** A chain's own route is known for a second, that of each location is read for each event. */
    @Override
    double routeReads() {
      return chain
          ? work.instancesAnEvent() * super.routeReads() + Operations.LOCATION.reads()
          : super.routeReads();
    }

    @Override
    double requests() {
      return 0;
    }

    @Override
    double time() {
      return MILLION * prices.instanceTime(work.keptSeconds(), 1, GIB);
    }
  }

  // What things weigh.

  private static Event event() {
    int padding = EVENT_BYTES - Envelope.write(event("")).getBytes(StandardCharsets.UTF_8).length;
    return event("x".repeat(padding));
  }

  private static Event event(String note) {
    return new Event(
        "550e8400-e29b-41d4-a716-446655440000",
        "evt_550e8400-e29b-41d4-a716-446655440001",
        Samples.TYPE,
        Event.DEFAULT_SOURCE,
        "550e8400-e29b-41d4-a716-446655440002",
        "2026-03-01T09:59:59Z",
        "{\"note\":\"" + note + "\"}",
        null,
        null,
        false,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  private int stored(int fanOut) {
    List<String> webhooks = new ArrayList<>();
    for (int i = 0; i < fanOut; i++) {
      webhooks.add("wh_01j9z3k4m5n6p7q8r9s0t1v2w" + i);
    }
    var delivered = webhooks.stream().map(id -> delivered(id).summary()).toList();
    var fields = EventDocument.first(event, webhooks, NOW, "0123456789ab", NOW).fields();
    fields.putAll(EventDocument.outcomes(true, delivered));
    return sizes.of("events", Keys.scattered(event.tenantId() + '.' + event.id()), fields);
  }

  private int storedDelivery() {
    var delivery = delivered("wh_01j9z3k4m5n6p7q8r9s0t1v2w0");
    var twice =
        Samples.after(delivery, DeliveryState.DELIVERED, NOW, delivery.attempts().getFirst());
    var fields = new DeliveryDocument(twice, 1, "0123456789ab").fields();
    return sizes.of("deliveries", Keys.scattered(delivery.id().toString()), fields);
  }

  private Delivery delivered(String webhookId) {
    var fresh = Delivery.fresh(Samples.deliveryId(event, webhookId), event.type(), NOW);
    var sample = (Answer.Answered) Samples.answered(fresh, 200, NOW).answer();
    var step = Duration.ofMillis(20);
    // On a new connection, which has the most to tell.
    var trip =
        new Trip(sample.took(), sample.trip().address(), new Phases(step, step, step, step), 1);
    var answer = new Answer.Answered(200, sample.headers(), sample.body(), false, trip);
    return Samples.after(fresh, DeliveryState.DELIVERED, NOW, new Attempt(1, NOW, answer));
  }

  /** Data, names and values of attributes, a timestamp and an id of Pub/Sub. */
  private int message() {
    return EVENT_BYTES
        + 20
        + 16
        + EventAttributes.of(event, Catalogue.load()).entrySet().stream()
            .mapToInt(attribute -> attribute.getKey().length() + attribute.getValue().length())
            .sum();
  }

  private int line() {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    var log = new JsonLog(out, InstantSource.fixed(NOW), Severity.INFO, Optional.of("project-1"));
    new AttemptLines(log, false).made(event, delivered("wh_01j9z3k4m5n6p7q8r9s0t1v2w0"));
    return bytes.size();
  }
}
