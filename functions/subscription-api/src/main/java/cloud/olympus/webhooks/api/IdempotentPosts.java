package cloud.olympus.webhooks.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import cloud.olympus.webhooks.event.Digests;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.subscription.Vault;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.Handler;
import cloud.olympus.webhooks.web.IdempotencyKey;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Answers a repeated POST with the first one's answer (draft-ietf-httpapi-idempotency-key-header).
 * Keys are the caller's own; answers, which may hold a secret, are sealed. Errors are not kept:
 * what failed may be tried again under its key.
 */
final class IdempotentPosts {

  /** How long an answer is replayed. */
  static final Duration KEEP = Duration.ofHours(24);

  /** How long a request may take before a repetition starts over. */
  static final Duration LOCK = Duration.ofSeconds(60);

  private final IdempotencyKeys keys;
  private final Vault vault;
  private final InstantSource clock;

  IdempotentPosts(IdempotencyKeys keys, Vault vault, InstantSource clock) {
    this.keys = keys;
    this.vault = vault;
    this.clock = clock;
  }

  /** A handler that heeds {@code Idempotency-Key}. */
  Handler around(Handler handler) {
    return call -> {
      Optional<IdempotencyKey> key = IdempotencyKey.of(call);
      return key.isEmpty() ? handler.handle(call) : answer(call, key.get().value(), handler);
    };
  }

  /**
   * An id that a repetition of this call gets again, so that it finds what the first one made even
   * where its answer was lost; empty for a call without a key.
   */
  static Optional<String> derivedId(String prefix, Call call) {
    return IdempotencyKey.of(call)
        .map(key -> Names.derived(prefix, scope(call) + '\n' + key.value()));
  }

  private Reply answer(Call call, String key, Handler handler) throws Exception {
    String scope = scope(call);
    String fingerprint =
        HexFormat.of().formatHex(Digests.sha256(new String(call.body(), ISO_8859_1)));
    return switch (keys.begin(scope, key, fingerprint, clock.instant(), LOCK, KEEP)) {
      case IdempotencyKeys.Use.First _ -> first(call, scope, key, handler);
      case IdempotencyKeys.Use.Replay replay -> replay(replay.answer(), owner(call, key));
      case IdempotencyKeys.Use.Running _ ->
          throw ProblemException.of(
                  Problem.CONFLICT.withDetail(
                      "The first request with this Idempotency-Key is still running."))
              .withHeader("Retry-After", "1");
      case IdempotencyKeys.Use.Mismatch _ ->
          throw ProblemException.unprocessable(
              "This Idempotency-Key was used for a request with other content.");
    };
  }

  private Reply first(Call call, String scope, String key, Handler handler) throws Exception {
    Reply reply;
    try {
      reply = handler.handle(call);
    } catch (Exception e) {
      abandon(scope, key, e);
      throw e;
    }
    String sealed = vault.seal(write(reply).getBytes(UTF_8), owner(call, key));
    keys.complete(scope, key, sealed.getBytes(UTF_8));
    return reply;
  }

  private void abandon(String scope, String key, Exception reason) {
    try {
      keys.abandon(scope, key);
    } catch (Unavailable e) {
      reason.addSuppressed(e);
    }
  }

  private Reply replay(byte[] answer, String owner) {
    String text = new String(vault.open(new String(answer, UTF_8), owner), UTF_8);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    Reply reply = Reply.json(json.get("status").getAsInt(), json.get("body").getAsString());
    for (var header : json.getAsJsonObject("headers").entrySet()) {
      reply = reply.withHeader(header.getKey(), header.getValue().getAsString());
    }
    return reply.withHeader("Idempotency-Replayed", "true");
  }

  private static String write(Reply reply) {
    var headers = new JsonObject();
    reply.headers().forEach(headers::addProperty);
    var json = new JsonObject();
    json.addProperty("status", reply.status());
    json.add("headers", headers);
    json.addProperty("body", new String(reply.body(), UTF_8));
    return json.toString();
  }

  private static String scope(Call call) {
    return String.join(
        "\n",
        call.principal().tenantId(),
        call.method() + ' ' + call.path(),
        call.principal().subject());
  }

  private static String owner(Call call, String key) {
    return call.principal().tenantId()
        + '/'
        + Names.derived("idempotency/", scope(call) + '\n' + key);
  }
}
