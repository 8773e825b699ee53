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
      return DeadLetter.of(e.reason(), e.detail(), null, null, body, now);
    }
    String tenantId = push.attributes().get("tenant_id");
    String eventId = push.attributes().get("event_id");
    if (push.attribute("reason").isPresent()) {
      return letter(push, push.attributes().getOrDefault("detail", ""), tenantId, eventId, now);
    }
    if (tenantId == null && EnvelopeReader.read(push.data()) instanceof Reading.Accepted accepted) {
      tenantId = accepted.event().tenantId();
      eventId = accepted.event().id();
    }
    return letter(push, "the bus gave up delivering it", tenantId, eventId, now);
  }

  private static DeadLetter letter(
      PushMessage push,
      String detail,
      @Nullable String tenantId,
      @Nullable String eventId,
      Instant now) {
    String reason = push.attribute("reason").orElse("undeliverable");
    return DeadLetter.of(reason, detail, tenantId, eventId, push.data(), now);
  }
}
