package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Preconditions;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** {@code /v1/webhooks/{id}/secret}: what a subscriber verifies signatures with. */
final class SecretsResource implements Resource {

  /** The most secrets that sign at once: each makes the signature header longer. */
  static final int MAX_LIVE = 10;

  private static final String PATH = WebhooksResource.ONE + "/secret";
  private static final long DEFAULT_OVERLAP = Duration.ofHours(24).toSeconds();
  private static final long MAX_OVERLAP = Duration.ofDays(7).toSeconds();
  private static final int TRIES = 10;

  private final Subscriptions subscriptions;
  private final Secrets secrets;
  private final IdempotentPosts posts;
  private final InstantSource clock;
  private final RandomGenerator random;

  SecretsResource(
      Subscriptions subscriptions,
      Secrets secrets,
      IdempotentPosts posts,
      InstantSource clock,
      RandomGenerator random) {
    this.subscriptions = subscriptions;
    this.secrets = secrets;
    this.posts = posts;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, allowed(Permissions.SECRETS_READ, this::get)),
        Route.post(
            PATH + "/rotate", allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::rotate))),
        Route.post(
            PATH + "/rollback", allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::rollBack))));
  }

  private Reply get(Call call) {
    Subscription subscription = WebhooksResource.find(subscriptions, call);
    var live = new JsonArray();
    for (SigningKey key : subscription.liveKeys(clock.instant())) {
      var json = new JsonObject();
      json.addProperty("secret", secrets.open(key, subscription).reveal());
      json.addProperty("created_at", key.createdAt().toString());
      if (key.expiresAt() != null) {
        json.addProperty("expires_at", key.expiresAt().toString());
      }
      live.add(json);
    }
    var body = new JsonObject();
    body.addProperty("secret", secrets.current(subscription).reveal());
    body.add("secrets", live);
    return Reply.json(200, body);
  }

  private Reply rotate(Call call) {
    var errors = new FieldErrors();
    var members = new Members(body(call), Set.of("secret", "overlap_seconds"), errors);
    Optional<SigningSecret> own = Secrets.read(members, errors);
    Duration overlap = overlap(members);
    errors.throwIfAny();
    SigningSecret secret = own.orElseGet(() -> SigningSecret.generate(random));
    return change(call, overlap, (before, now) -> rotated(before, secret, overlap, now));
  }

  private Reply rollBack(Call call) {
    var errors = new FieldErrors();
    var members = new Members(body(call), Set.of("overlap_seconds"), errors);
    Duration overlap = overlap(members);
    errors.throwIfAny();
    return change(call, overlap, (before, now) -> rolledBack(before, overlap, now));
  }

  private static JsonObject body(Call call) {
    return call.body().length == 0 ? new JsonObject() : call.json();
  }

  /** How long what is replaced goes on to sign: read alike wherever keys are rotated. */
  static Duration overlap(Members members) {
    return Duration.ofSeconds(
        members.wholeNumber("overlap_seconds", DEFAULT_OVERLAP, 0, MAX_OVERLAP));
  }

  private Reply change(
      Call call, Duration overlap, BiFunction<Subscription, Instant, List<SigningKey>> keys) {
    for (int i = 0; i < TRIES; i++) {
      Subscription before = WebhooksResource.find(subscriptions, call);
      if (!call.headers("If-Match").isEmpty()) {
        Preconditions.requireMatch(call, WebhooksResource.tag(before));
      }
      Instant now = clock.instant();
      Optional<Subscription> stored =
          subscriptions.update(before.with(keys.apply(before, now), now));
      if (stored.isPresent()) {
        return reply(stored.get(), now.plus(overlap));
      }
    }
    throw ProblemException.conflict("The webhook is being changed by others; try again.");
  }

  private List<SigningKey> rotated(
      Subscription before, SigningSecret secret, Duration overlap, Instant now) {
    List<SigningKey> keys = new ArrayList<>();
    keys.add(secrets.seal(secret, before.owner(), now));
    for (SigningKey key : before.liveKeys(now)) {
      if (secrets.open(key, before).equals(secret)) {
        throw ProblemException.invalid("secret", "in_use", "This secret signs already.");
      }
      if (!overlap.isZero()) {
        keys.add(key.endingBy(now.plus(overlap)));
      }
    }
    if (keys.size() > MAX_LIVE) {
      throw ProblemException.conflict(
          "At most "
              + MAX_LIVE
              + " secrets sign at once; wait for one to expire, or rotate with"
              + " a shorter overlap_seconds.");
    }
    return keys;
  }

  /** The one before stays again, in front; the one that would have stayed ends. */
  private static List<SigningKey> rolledBack(Subscription before, Duration overlap, Instant now) {
    List<SigningKey> live = before.liveKeys(now);
    if (live.size() < 2) {
      throw ProblemException.conflict(
          "No earlier secret signs any more; rotate, with the secret to go back to.");
    }
    List<SigningKey> keys = new ArrayList<>();
    keys.add(live.get(1).staying());
    if (!overlap.isZero()) {
      keys.add(live.getFirst().endingBy(now.plus(overlap)));
    }
    keys.addAll(live.subList(2, live.size()));
    return keys;
  }

  private Reply reply(Subscription stored, Instant end) {
    var body = new JsonObject();
    body.addProperty("secret", secrets.current(stored).reveal());
    body.addProperty("created_at", stored.keys().getFirst().createdAt().toString());
    body.addProperty("old_expires_at", end.toString());
    return Reply.json(200, body).withHeader("ETag", WebhooksResource.tag(stored).toString());
  }
}
