package cloud.olympus.webhooks.local.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.bus.EventAttributes;
import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.event.Envelope;
import cloud.olympus.webhooks.event.Event;
import cloud.olympus.webhooks.local.store.Database;
import cloud.olympus.webhooks.payment.UnroutedPayment;
import cloud.olympus.webhooks.payment.UnroutedPaymentJson;
import com.google.gson.JsonObject;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link EventBus} on the embedded store: a table that {@link BusQueue} is pushed from. */
public final class SqliteEventBus implements EventBus {

  private final Database database;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final Consumer<String> published;

  /**
   * On an open file.
   *
   * @param published is told the tenant of each message that was kept, empty where it has none
   */
  public SqliteEventBus(
      Database database, Catalogue catalogue, InstantSource clock, Consumer<String> published) {
    this.database = database;
    this.catalogue = catalogue;
    this.clock = clock;
    this.published = published;
  }

  @Override
  public void publish(Event event) {
    insert(
        Topic.EVENTS,
        EventAttributes.of(event, catalogue),
        Envelope.write(event).getBytes(UTF_8),
        event.tenantId(),
        event.orderingKey());
  }

  @Override
  public void publish(UnroutedPayment payment) {
    insert(
        Topic.UNROUTED,
        Map.of(),
        UnroutedPaymentJson.write(payment).getBytes(UTF_8),
        "",
        payment.paymentId());
  }

  @Override
  public void publish(DeadLetter letter) {
    insert(
        Topic.DEAD_LETTERS,
        EventAttributes.of(letter),
        Base64.getDecoder().decode(letter.body()),
        "",
        null);
  }

  private void insert(
      Topic topic,
      Map<String, String> attributes,
      byte[] data,
      String tenant,
      @Nullable String orderingKey) {
    var json = new JsonObject();
    attributes.forEach(json::addProperty);
    String text = json.toString();
    long now = clock.millis();
    database.write(
        s ->
            s.update(
                "INSERT INTO bus (topic, attributes, data, published, tenant, ordering_key)"
                    + " VALUES (?, ?, ?, ?, ?, ?)",
                topic.code(),
                text,
                data,
                now,
                tenant,
                orderingKey));
    published.accept(tenant);
  }
}
