package cloud.olympus.webhooks.outbound;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Sender;
import cloud.olympus.webhooks.lane.LaneKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;

/** Senders for tests: loopback is allowed, every name is this machine. */
final class Senders {

  static final LaneKey LANE = new LaneKey("acme", "wh_1");
  static final Duration SHORT = Duration.ofMillis(300);
  static final Duration LONG = Duration.ofSeconds(10);
  static final Lookup LOOPBACK = _ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};

  private Senders() {}

  static HttpSender local() {
    return local(LOOPBACK, SSLContexts.createDefault());
  }

  static HttpSender local(Lookup lookup, SSLContext tls) {
    var guard = new AddressGuard(true, OwnHosts.NONE);
    return new HttpSender(
        new UrlPolicy(guard, OwnHosts.NONE), new GuardedResolver(lookup, guard), guard, tls);
  }

  /** With a clock of its own for the age of connections; deadlines keep the real one. */
  static HttpSender local(LongSupplier nanos) {
    return local(nanos, HttpSender.AT_ONCE);
  }

  /** Likewise, which gives a second try to what fails within this time. */
  static HttpSender local(LongSupplier nanos, Duration atOnce) {
    var guard = new AddressGuard(true, OwnHosts.NONE);
    return new HttpSender(
        new UrlPolicy(guard, OwnHosts.NONE),
        new GuardedResolver(LOOPBACK, guard),
        guard,
        SSLContexts::createDefault,
        nanos,
        atOnce);
  }

  static Sender.Request post(String url) {
    return new Sender.Request(
        url,
        Map.of("Content-Type", "application/json", "User-Agent", "test/1"),
        "{\"id\":\"evt_1\"}".getBytes(StandardCharsets.UTF_8),
        () -> true);
  }

  static Answer send(HttpSender sender, String url, Duration deadline) {
    return sender.send(post(url), LANE, deadline);
  }
}
