package cloud.olympus.webhooks.outbound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import cloud.olympus.webhooks.delivery.Answer;
import cloud.olympus.webhooks.delivery.Failure;
import cloud.olympus.webhooks.event.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;

class GuardedResolverTest {

  private final CountDownLatch never = new CountDownLatch(1);

  private static InetAddress[] addresses(String... literals) {
    return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static GuardedResolver resolver(Lookup lookup) {
    return new GuardedResolver(lookup, new AddressGuard(false, OwnHosts.NONE));
  }

  private static Failure refusal(GuardedResolver resolver, String host) {
    return assertThrows(LookupRefused.class, () -> resolver.resolve(host)).failure();
  }

  private InetAddress[] hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new InetAddress[0];
  }

  /** Slower than any cache. */
  private static InetAddress[] overTheNetwork() {
    LockSupport.parkNanos(5_000_000);
    return addresses("8.8.8.8");
  }

  @Test
  void goodAnswersAreAllReturned() throws UnknownHostException {
    try (var resolver = resolver(_ -> addresses("8.8.8.8", "2606:4700::1111"))) {
      assertArrayEquals(addresses("8.8.8.8", "2606:4700::1111"), resolver.resolve("a.example"));
    }
  }

  @Test
  void oneBadAnswerRefusesTheHost() {
    try (var last = resolver(_ -> addresses("8.8.8.8", "1.1.1.1", "10.0.0.1"));
        var first = resolver(_ -> addresses("169.254.169.254", "8.8.8.8"))) {
      assertEquals(Failure.ADDRESS_REFUSED, refusal(last, "a.example"));
      assertEquals(Failure.ADDRESS_REFUSED, refusal(first, "a.example"));
    }
  }

  @Test
  void aHostWithoutAddressesIsUnknown() {
    try (var none = resolver(_ -> addresses());
        var unknown =
            resolver(
                host -> {
                  throw new UnknownHostException(host + ": Name or service not known");
                })) {
      assertFalse(
          assertThrows(UnknownHostException.class, () -> none.resolve("a.example"))
              instanceof LookupRefused);
      assertFalse(
          assertThrows(UnknownHostException.class, () -> unknown.resolve("a.example"))
              instanceof LookupRefused);
    }
  }

  @Test
  void aResolverThatNeverAnswersIsDownAndOneNameHoldsOneThread() {
    var asked = new AtomicInteger();
    Lookup lookup =
        _ -> {
          asked.incrementAndGet();
          return hang();
        };
    try (var resolver =
        new GuardedResolver(
            lookup,
            new AddressGuard(false, OwnHosts.NONE),
            Duration.ofMillis(50),
            4,
            4,
            GuardedResolver.PLATFORM)) {
      for (int i = 0; i < 5; i++) {
        assertEquals(Failure.RESOLVER_DOWN, refusal(resolver, "a.example"));
      }
      assertEquals(1, asked.get());
    }
  }

  @Test
  void aPoolWithoutPlaceIsOurTrouble() {
    try (var resolver =
        new GuardedResolver(
            _ -> hang(),
            new AddressGuard(false, OwnHosts.NONE),
            Duration.ofMillis(50),
            1,
            1,
            GuardedResolver.PLATFORM)) {
      for (String host : new String[] {"running.example", "waiting.example", "over.example"}) {
        assertEquals(Failure.RESOLVER_DOWN, refusal(resolver, host));
      }
    }
  }

  @Test
  void whereOtherNamesAreAnsweredAnUnansweredOneIsItsOwnersFault() throws UnknownHostException {
    Lookup lookup = host -> host.startsWith("slow") ? hang() : overTheNetwork();
    try (var resolver =
        new GuardedResolver(
            lookup,
            new AddressGuard(false, OwnHosts.NONE),
            Duration.ofMillis(100),
            4,
            4,
            GuardedResolver.PLATFORM)) {
      resolver.resolve("good.example");

      assertEquals(Failure.DNS_ERROR, refusal(resolver, "slow.example"));
    }
  }

  @Test
  void aTemporaryFailureIsOursUnlessOthersAreAnswered() throws UnknownHostException {
    Lookup lookup =
        host -> {
          if (host.startsWith("bad")) {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
          }
          return overTheNetwork();
        };
    try (var resolver = resolver(lookup)) {
      assertEquals(Failure.RESOLVER_DOWN, refusal(resolver, "bad.example"));
      resolver.resolve("good.example");
      assertEquals(Failure.DNS_ERROR, refusal(resolver, "bad.example"));
    }
  }

  @Test
  void aFailureThatTheJdkRepeatsWithoutItsReasonIsTheSameFailure() throws UnknownHostException {
    var asked = new AtomicInteger();
    Lookup caching =
        host -> {
          // As the JDK: the reason once, then out of the cache for 10 s.
          boolean cached = asked.incrementAndGet() % 2 == 0;
          throw new UnknownHostException(
              cached ? host : host + ": Temporary failure in name resolution");
        };
    try (var resolver = resolver(caching)) {
      assertEquals(Failure.RESOLVER_DOWN, refusal(resolver, "a.example"));
      assertEquals(Failure.RESOLVER_DOWN, refusal(resolver, "a.example"));
    }
    Lookup answering =
        host -> {
          throw new UnknownHostException(host);
        };
    try (var resolver = resolver(answering)) {
      assertFalse(
          assertThrows(UnknownHostException.class, () -> resolver.resolve("a.example"))
              instanceof LookupRefused);
    }
  }

  @Test
  void aLookUpThatGetsNoSocketOrNoMemoryIsOurTrouble() {
    for (String words : new String[] {"Too many open files", "Memory allocation failure"}) {
      try (var resolver =
          resolver(
              host -> {
                throw new UnknownHostException(host + ": " + words);
              })) {
        assertEquals(Failure.OWN_TROUBLE, refusal(resolver, "a.example"));
      }
    }
  }

  @Test
  void whereNoThreadIsToBeHadTheLookUpIsOurTroubleAndTheNextOneIsMade()
      throws UnknownHostException {
    var threads = new AtomicInteger();
    ThreadFactory exhaustedOnce =
        task -> {
          if (threads.incrementAndGet() == 1) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return GuardedResolver.PLATFORM.newThread(task);
        };
    try (var resolver =
        new GuardedResolver(
            _ -> addresses("8.8.8.8"),
            new AddressGuard(false, OwnHosts.NONE),
            Duration.ofSeconds(3),
            4,
            4,
            exhaustedOnce)) {
      assertEquals(Failure.OWN_TROUBLE, refusal(resolver, "a.example"));
      assertEquals(1, resolver.resolve("a.example").length);
    }
  }

  @Test
  void memoryThatRunsOutInALookUpIsOurTrouble() {
    try (var sender =
        Senders.local(
            _ -> {
              throw new OutOfMemoryError("Java heap space");
            },
            SSLContexts.createDefault())) {
      var answer = Senders.send(sender, "https://shop.example/", Senders.LONG);

      assertEquals(Failure.OWN_TROUBLE, assertInstanceOf(Answer.Failed.class, answer).failure());
      assertEquals(0, sender.inFlight());
    }
  }

  @Test
  void anAddressThatTurnsBadBetweenTwoConnectionsIsNotDialled() throws IOException {
    var answers = new AtomicInteger();
    Lookup rebinding =
        _ -> answers.incrementAndGet() == 1 ? addresses("127.0.0.1") : addresses("169.254.169.254");
    try (var server =
            RawServer.answering(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        var sender = Senders.local(rebinding, SSLContexts.createDefault())) {
      String url = "http://shop.localhost:" + server.port() + "/";
      assertInstanceOf(Answer.Answered.class, Senders.send(sender, url, Senders.LONG));

      var failed = assertInstanceOf(Answer.Failed.class, Senders.send(sender, url, Senders.LONG));
      assertEquals(Failure.ADDRESS_REFUSED, failed.failure());
      assertEquals(1, server.connections());
    }
  }

  @Test
  void theDeadlineOfARequestHoldsForItsLookup() {
    try (var sender = Senders.local(_ -> hang(), SSLContexts.createDefault())) {
      var failed =
          assertInstanceOf(
              Answer.Failed.class, Senders.send(sender, "https://shop.example/", Senders.SHORT));

      assertEquals(Failure.TIMEOUT, failed.failure());
      assertFalse(failed.dialled().isPresent());
    }
  }

  @Test
  void theNextAddressIsTriedWhereOneTakesNoConnection() throws IOException {
    try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var sender =
            Senders.local(_ -> addresses("127.0.0.2", "127.0.0.1"), SSLContexts.createDefault())) {
      var answer =
          assertInstanceOf(
              Answer.Answered.class,
              Senders.send(sender, "http://shop.localhost:" + server.port() + "/", Senders.LONG));

      assertEquals("127.0.0.1", answer.dialled().orElseThrow());
    }
  }

  @Test
  void whenAUrlIsSavedItsAddressesAreJudged() {
    var guard = new AddressGuard(false, OwnHosts.NONE);
    Lookup lookup =
        host ->
            switch (host) {
              case "good.example" -> addresses("8.8.8.8");
              case "bad.example" -> addresses("8.8.8.8", "127.0.0.1");
              case "down.example" -> throw new UnknownHostException("Temporary failure");
              default -> throw new UnknownHostException(host);
            };
    try (var resolver = new GuardedResolver(lookup, guard)) {
      var policy = new UrlPolicy(guard, OwnHosts.NONE);
      var check = new EndpointCheck(policy, resolver, true);

      assertInstanceOf(Judged.Allowed.class, check.judgeNow("https://good.example/"));
      assertInstanceOf(Judged.Allowed.class, check.judgeNow("https://8.8.8.8/"));
      assertInstanceOf(Judged.Allowed.class, check.judgeNow("https://down.example/"));
      assertEquals("address_refused", code(check.judgeNow("https://bad.example/")));
      assertEquals("dns_error", code(check.judgeNow("https://none.example/")));
      assertEquals("scheme", code(check.judgeNow("http://good.example/")));
      assertInstanceOf(
          Judged.Allowed.class,
          new EndpointCheck(policy, resolver, false).judgeNow("https://none.example/"));
    }
  }

  private static String code(Judged judged) {
    var refused = assertInstanceOf(Judged.Refused.class, judged);
    return refused.violations().stream().map(Violation::code).findFirst().orElseThrow();
  }
}
