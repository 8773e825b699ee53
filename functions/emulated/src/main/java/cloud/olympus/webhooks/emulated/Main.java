package cloud.olympus.webhooks.emulated;

import cloud.olympus.webhooks.local.DevelopmentKeys;
import cloud.olympus.webhooks.testkit.emulator.Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the shape, and says how to try it. Ends with 1 where an emulator is not installed. */
public final class Main {

  private Main() {}

  /** Takes nothing; to be run at the top of the repository, where the zips are found from. */
  public static void main(String[] none) throws Exception {
    var missing =
        Arrays.stream(Emulator.values()).map(Emulator::missing).flatMap(Optional::stream).toList();
    if (!missing.isEmpty()) {
      missing.forEach(System.err::println);
      System.exit(1);
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    Path folder = Files.createTempDirectory("olympus-emulated");
    var shape = new Shape(folder, 1, Duration.ofMinutes(1));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(shape, folder)));
    shape.client(shape.apiUrl()).close();
    String inbox = shape.startInbox();
    System.out.printf(
        """

        Olympus Webhooks is ready, as it is deployed, on emulators:
          subscription-api  %1$s
          stripe-webhook    %2$s/v1/webhooks/stripe
          stripe secret     %3$s
          pub/sub           %6$s, project %7$s, topic events
          inbox             %9$s (a receiver of our own)
          logs              %4$s, until this ends
          DEVELOPMENT       webhooks may go to this machine; callers of the forwarder are not asked who they are

        export TOKEN=%5$s

        curl -sS %1$s/v1/webhooks -H "Authorization: Bearer $TOKEN" --json '{"url":"%9$s/first","events":["*"]}'; sleep 1

        curl -sS %1$s/v1/events -H "Authorization: Bearer $TOKEN" --json '{"type":"order.created","timestamp":"2026-02-19T15:30:00Z","data":{"id":"order-1","total":2500}}'

        DATA=$(printf '%%s' '{"id":"evt-1","type":"order.updated","tenant_id":"%8$s","timestamp":"2026-02-19T15:30:00Z","data":{"id":"order-1"}}' | base64 | tr -d '\\n')
        curl -sS http://%6$s/v1/projects/%7$s/topics/events:publish --json "{\\"messages\\":[{\\"data\\":\\"$DATA\\"}]}"

        BODY='{"id":"evt_1","object":"event","created":1771515000,"livemode":false,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent","amount":2500,"currency":"gbp","status":"succeeded","metadata":{"tenant_id":"%8$s"}}}}'
        T=$(date +%%s)
        V1=$(printf '%%s' "$T.$BODY" | openssl dgst -sha256 -hmac '%3$s' | sed 's/.* //')
        curl -sS %2$s/v1/webhooks/stripe -H "Stripe-Signature: t=$T,v1=$V1" --json "$BODY"

        sleep 2; curl -sS %9$s

        """,
        shape.apiUrl(),
        shape.stripeUrl(),
        shape.stripeSecret(),
        folder,
        shape.token(),
        shape.pubSub(),
        Emulator.PROJECT,
        DevelopmentKeys.TENANT,
        inbox);
    System.err.println(shape.awaitEnd() + ": the others are stopped");
    System.exit(1);
  }

  private static void close(Shape shape, Path folder) {
    try (var left = Files.walk(folder)) {
      shape.close();
      for (var file : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (java.io.IOException e) {
      System.err.println("not all of it has ended: " + e.getMessage());
    }
  }
}
