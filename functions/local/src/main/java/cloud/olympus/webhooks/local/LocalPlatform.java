package cloud.olympus.webhooks.local;

import cloud.olympus.webhooks.api.SubscriptionApi;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Courier;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.delivery.Notices;
import cloud.olympus.webhooks.delivery.RetryPolicy;
import cloud.olympus.webhooks.delivery.Stores;
import cloud.olympus.webhooks.delivery.Threads;
import cloud.olympus.webhooks.forwarder.Callers;
import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.bus.LocalBus;
import cloud.olympus.webhooks.local.host.FunctionHost;
import cloud.olympus.webhooks.local.host.FunctionHost.Mount;
import cloud.olympus.webhooks.local.inbox.Inbox;
import cloud.olympus.webhooks.local.store.CannotOpen;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.local.store.Retention;
import cloud.olympus.webhooks.local.store.SqliteDeadLetters;
import cloud.olympus.webhooks.local.store.SqliteDeliveries;
import cloud.olympus.webhooks.local.store.SqliteEventLog;
import cloud.olympus.webhooks.local.store.SqliteIdempotencyKeys;
import cloud.olympus.webhooks.local.store.SqliteKillSwitches;
import cloud.olympus.webhooks.local.store.SqliteLanes;
import cloud.olympus.webhooks.local.store.SqlitePayments;
import cloud.olympus.webhooks.local.store.SqliteSubscriptions;
import cloud.olympus.webhooks.local.store.SqliteTenantKeys;
import cloud.olympus.webhooks.outbound.KeysetFile;
import cloud.olympus.webhooks.outbound.Outbound;
import cloud.olympus.webhooks.outbound.TinkVault;
import cloud.olympus.webhooks.stripe.StripeSettings;
import cloud.olympus.webhooks.stripe.StripeWebhook;
import cloud.olympus.webhooks.web.auth.JwtAuthenticator;
import cloud.olympus.webhooks.web.auth.JwtKeys;
import cloud.olympus.webhooks.web.auth.JwtRules;
import cloud.olympus.webhooks.web.auth.SignatureAlgorithm;
import cloud.olympus.webhooks.web.log.AttemptLines;
import cloud.olympus.webhooks.web.log.Log;
import cloud.olympus.webhooks.web.settings.SecretText;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** The wiring of the one process: every function on the embedded store, one server. */
final class LocalPlatform implements AutoCloseable {

  /** SIGTERM to the end of the process is at most 25 s: an attempt may take 15. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** What is left of that for whoever has called, at least. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(3);

  private final Database database;
  private final DevelopmentKeys keys;
  private final List<SecretText> stripeSecrets;
  private final LocalBus bus;
  private final EventForwarder forwarder;
  private final Rounds rounds;
  private final Outbound outbound;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Inbox inbox;
  private final FunctionHost host;
  private final String address;
  private volatile boolean stopping;

  /** Opens the store and wires everything; nothing runs yet. */
  static LocalPlatform open(LocalSettings settings, Log log) throws CannotOpen {
    Path data = settings.dataDir();
    try {
      createOwnersAlone(data);
    } catch (IOException e) {
      throw CannotOpen.of(data, e);
    }
    var database = Database.open(data.resolve("webhooks.db"));
    try {
      return new LocalPlatform(database, settings, log);
    } catch (IOException e) {
      database.close();
      throw CannotOpen.of(data, e);
    } catch (CannotOpen | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** It holds keys and everybody's events. */
  private static void createOwnersAlone(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private LocalPlatform(Database database, LocalSettings settings, Log log)
      throws CannotOpen, IOException {
    this.database = database;
    InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
    // Seeded by the system's; ids and secrets come from it, jitter may.
    RandomGenerator random = new SecureRandom();
    Path data = settings.dataDir();
    keys = DevelopmentKeys.in(data, random);
    stripeSecrets =
        settings.stripeSecrets().isEmpty()
            ? List.of(keys.stripeSecret())
            : settings.stripeSecrets();
    var catalogue = Catalogue.load();
    var subscriptions = new SqliteSubscriptions(database);
    var tenantKeys = new SqliteTenantKeys(database);
    boolean unused = subscriptions.isEmpty() && tenantKeys.first(1).isEmpty();
    var vault = vault(data.resolve("keyset.json"), unused);
    var events = new SqliteEventLog(database);
    var deliveries = new SqliteDeliveries(database);
    var lanes = new SqliteLanes(database, clock.instant());
    var killSwitches = new SqliteKillSwitches(database);
    var deadLetters = new SqliteDeadLetters(database);
    var accounts = SqlitePayments.accounts(database);
    bus = new LocalBus(database, catalogue, clock, threads, log);

    outbound = Outbound.to(settings.allowLoopback(), settings.ownHosts());
    var attempts = new AttemptLines(log, settings.quiet());
    forwarder =
        new EventForwarder(
            new EventForwarder.Ports(
                new Stores(subscriptions, killSwitches, events, deliveries, lanes, bus.wakeups()),
                bus.events(),
                deadLetters,
                accounts,
                SqlitePayments.owners(database),
                outbound.sender(),
                vault,
                tenantKeys),
            Callers.TRUSTED,
            catalogue,
            attempts,
            Threads.of(threads),
            settings.retention(),
            clock,
            System::nanoTime,
            random,
            log);
    rounds = new Rounds(forwarder, new Retention(database, settings.retention(), clock), log);

    var api =
        new SubscriptionApi(
            new cloud.olympus.webhooks.api.Ports(
                subscriptions,
                vault,
                tenantKeys,
                events,
                deliveries,
                lanes,
                bus.wakeups(),
                bus.incoming(),
                deadLetters,
                new SqliteIdempotencyKeys(database),
                accounts,
                killSwitches),
            new Courier(
                outbound.sender(),
                new KeyRing(vault, tenantKeys),
                new RetryPolicy(random),
                subscriptions,
                Notices.none(),
                attempts.ofTests(),
                clock),
            Threads.of(Runnable::run),
            catalogue,
            outbound.check()::violations,
            new JwtAuthenticator(
                new JwtRules(
                    DevelopmentKeys.ISSUER,
                    Set.of(DevelopmentKeys.AUDIENCE),
                    Set.of(SignatureAlgorithm.ES256)),
                new JwtKeys.Inline(keys.jwks()),
                clock),
            clock,
            random,
            log);
    var stripe =
        new StripeWebhook(
            new StripeSettings(() -> stripeSecrets, false, settings.stripePassThrough()),
            bus.events(),
            clock,
            random,
            log);
    address = settings.host() + ":" + settings.port();
    inbox = new Inbox(subscriptions, vault, tenantKeys, clock, random, log);
    host =
        new FunctionHost(
            settings.host(),
            settings.port(),
            List.of(
                new Mount(Inbox.PATH, inbox),
                new Mount(StripeWebhook.PATH, new Gate(stripe, () -> stopping)),
                new Mount("/", new Gate(api, () -> stopping))));
  }

  private static TinkVault vault(Path keyset, boolean unused) throws CannotOpen, IOException {
    if (!Files.exists(keyset)) {
      if (!unused) {
        throw new CannotOpen(
            keyset + " is gone, and without it no signing key can be opened: put it back");
      }
      KeysetFile.create(keyset);
    }
    try {
      return TinkVault.ofFile(keyset);
    } catch (IllegalArgumentException e) {
      throw new CannotOpen(keyset + " is damaged: put back a copy of it");
    }
  }

  /** Takes the port; nothing is answered yet. */
  void listen() throws IOException {
    try {
      host.listen();
    } catch (IOException e) {
      throw new IOException(
          e.getCause() instanceof BindException taken
              ? address + ": " + taken.getMessage() + "; another port: --port=… or WEBHOOKS_PORT"
              : address + " is no address of this machine: see --host or WEBHOOKS_HOST",
          e);
    }
  }

  /** Begins to answer and to deliver, first what an earlier process left. */
  void start() throws IOException {
    host.start();
    bus.start(forwarder);
    rounds.start();
  }

  int port() {
    return host.port();
  }

  String token() {
    return keys.token(InstantSource.system().instant());
  }

  SecretText stripeSecret() {
    return stripeSecrets.getFirst();
  }

  /** Takes nothing new, finishes and records what is under way, and closes the file. */
  @Override
  public void close() {
    stopping = true;
    long began = System.nanoTime();
    try {
      rounds.close();
      forwarder.stop();
      bus.stop();
      inbox.letGo();
      var left = GRACE.minusNanos(System.nanoTime() - began);
      host.stop(left.compareTo(LEAST_GRACE) > 0 ? left : LEAST_GRACE);
    } finally {
      outbound.close();
      threads.close();
      database.close();
    }
  }
}
