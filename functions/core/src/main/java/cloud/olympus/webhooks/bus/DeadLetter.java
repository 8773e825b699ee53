package cloud.olympus.webhooks.bus;

import cloud.olympus.webhooks.event.Digests;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Something that came in and can never be delivered, kept for a person to look at.
 *
 * @param id derived from what it holds, so that a redelivery is stored once
 * @param reason stable word, for example {@code not_json}, {@code unknown_type}, {@code
 *     id_conflict} or {@code unroutable}
 * @param detail for people
 * @param tenantId owner, null where nobody can tell: then it is the operator's
 * @param eventId where known
 * @param body what came in, base64, at most 256 KiB of it
 * @param at when it was refused
 */
public record DeadLetter(
    String id,
    String reason,
    String detail,
    @Nullable String tenantId,
    @Nullable String eventId,
    String body,
    Instant at) {

  private static final int MAX_BODY = 256 * 1024;

  /** A letter with the id that its content gives. */
  public static DeadLetter of(
      String reason,
      String detail,
      @Nullable String tenantId,
      @Nullable String eventId,
      byte[] body,
      Instant at) {
    byte[] kept = body.length > MAX_BODY ? Arrays.copyOf(body, MAX_BODY) : body;
    String base64 = Base64.getEncoder().encodeToString(kept);
    String id =
        "dl_" + Digests.base32(Digests.sha256(reason + '\n' + tenantId + '\n' + base64), 26);
    return new DeadLetter(id, reason, detail, tenantId, eventId, base64, at);
  }

  /** What came in, as text where it is UTF-8 enough to read. */
  public String bodyText() {
    return new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
  }
}
