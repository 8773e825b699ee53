package cloud.olympus.webhooks.local.bus;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.forwarder.EventForwarder;
import cloud.olympus.webhooks.local.store.TestDatabase;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import cloud.olympus.webhooks.payment.UnroutedReading;
import cloud.olympus.webhooks.testkit.TestClock;
import cloud.olympus.webhooks.testkit.contract.EventBusContract;
import cloud.olympus.webhooks.testkit.memory.BusMessage;
import com.google.cloud.functions.HttpRequest;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class SqliteEventBusTest extends EventBusContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final BlockingQueue<BusMessage> received = new LinkedBlockingQueue<>();
  private final LocalBus bus =
      new LocalBus(
          DATABASE.get(),
          Catalogue.load(),
          InstantSource.system(),
          Executors.newVirtualThreadPerTaskExecutor(),
          (_, _, _, _) -> {});

  @BeforeEach
  void start() {
    bus.start(
        (request, response) -> {
          received.add(message(request));
          response.setStatusCode(204);
        });
  }

  @AfterEach
  void stop() {
    bus.stop();
  }

  @Override
  protected EventBus bus() {
    return bus.events();
  }

  @Override
  protected BlockingQueue<BusMessage> received() {
    return received;
  }

  private static BusMessage message(HttpRequest request) throws IOException {
    var push = JsonParser.parseReader(request.getReader()).getAsJsonObject();
    var message = push.getAsJsonObject("message");
    byte[] data = Base64.getDecoder().decode(message.get("data").getAsString());
    return switch (request.getPath()) {
      case EventForwarder.EVENTS ->
          new BusMessage.OfEvent(((Reading.Accepted) EnvelopeReader.read(data)).event());
      case EventForwarder.UNROUTED ->
          new BusMessage.OfPayment(
              ((UnroutedReading.Accepted) UnroutedPaymentJson.read(data)).payment());
      default -> new BusMessage.OfDeadLetter(letter(message.getAsJsonObject("attributes"), data));
    };
  }

  private static DeadLetter letter(JsonObject attributes, byte[] data) {
    return DeadLetter.of(
        attributes.get("reason").getAsString(),
        attributes.get("detail").getAsString(),
        text(attributes, "tenant_id"),
        text(attributes, "event_id"),
        data,
        TestClock.START);
  }

  private static @Nullable String text(JsonObject json, String name) {
    return json.has(name) ? json.get(name).getAsString() : null;
  }
}
