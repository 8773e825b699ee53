package cloud.olympus.webhooks.forwarder;

import cloud.olympus.webhooks.bus.DeadLetter;
import cloud.olympus.webhooks.event.EnvelopeReader;
import cloud.olympus.webhooks.event.Reading;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Reply;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Pushes of topic {@code events-dead-letter}: ours, with a reason, and those that the bus itself
 * gave up.
 */
final class DeadLetterPushes {

  private final DeadLetters letters;
  private final InstantSource clock;

  DeadLetterPushes(DeadLetters letters, InstantSource clock) {
    this.letters = letters;
    this.clock = clock;
  }

  Reply handle(Call call) {
    letters.store(letter(call.body()));
    return Reply.noContent();
  }

  private DeadLetter letter(byte[] body) {
    Instant now = clock.instant();
    PushMessage push;
    try {
      push = PushMessage.read(body);
    } catch (PushMessage.Refused e) {
      var said = e.attributes();
      return said.get("reason").isPresent() && e.reason().equals("no_data")
          // What came in was empty, and that was what was wrong with it.
          ? letter(said, said.tenantId(), said.eventId(), new byte[0], now)
          : DeadLetter.of(e.reason(), e.detail(), said.tenantId(), said.eventId(), body, now);
    }
    var said = push.attributes();
    String tenantId = said.tenantId();
    String eventId = said.eventId();
    if (said.get("reason").isEmpty() && tenantId == null) {
      switch (EnvelopeReader.read(push.data())) {
        case Reading.Accepted good -> {
          tenantId = good.event().tenantId();
          eventId = good.event().id();
        }
        case Reading.Malformed bad -> {
          tenantId = bad.tenantId();
          eventId = bad.eventId();
        }
      }
    }
    return letter(said, tenantId, eventId, push.data(), now);
  }

  private static DeadLetter letter(
      PushMessage.Attributes said,
      @Nullable String tenantId,
      @Nullable String eventId,
      byte[] data,
      Instant now) {
    return DeadLetter.of(
        said.get("reason").orElse("undeliverable"),
        said.get("detail").orElse("the bus gave up delivering it"),
        tenantId,
        eventId,
        data,
        now);
  }
}
