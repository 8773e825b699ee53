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
            PATH + "/rotate", allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::rotate))));
  }

  private Reply get(Call call) {
    Subscription subscription = WebhooksResource.find(subscriptions, call);
    var live = new JsonArray();
    for (SigningKey key : live(subscription, clock.instant())) {
      var json = new JsonObject();
      json.addProperty("secret", secrets.open(key, subscription).reveal());
      json.addProperty("created_at", key.createdAt().toString());
      if (key.expiresAt() != null) {
        json.addProperty("expires_at", key.expiresAt().toString());
      }
      live.add(json);
    }
    var body = new JsonObject();
    body.addProperty("secret", secrets.newest(subscription).reveal());
    body.add("secrets", live);
    return Reply.json(200, body);
  }

  private Reply rotate(Call call) {
    JsonObject json = call.body().length == 0 ? new JsonObject() : call.json();
    var errors = new FieldErrors();
    var members = new Members(json, Set.of("secret", "overlap_seconds"), errors);
    Optional<SigningSecret> own = Secrets.read(members, errors);
    Duration overlap =
        Duration.ofSeconds(members.wholeNumber("overlap_seconds", DEFAULT_OVERLAP, 0, MAX_OVERLAP));
    errors.throwIfAny();
    SigningSecret secret = own.orElseGet(() -> SigningSecret.generate(random));
    for (int i = 0; i < TRIES; i++) {
      Subscription before = WebhooksResource.find(subscriptions, call);
      if (!call.headers("If-Match").isEmpty()) {
        Preconditions.requireMatch(call, WebhooksResource.tag(before));
      }
      Instant now = clock.instant();
      Optional<Subscription> stored =
          subscriptions.update(before.with(rotated(before, secret, overlap, now), now));
      if (stored.isPresent()) {
        return reply(stored.get(), secret, overlap, now);
      }
    }
    throw ProblemException.conflict("The webhook is being changed by others; try again.");
  }

  private List<SigningKey> rotated(
      Subscription before, SigningSecret secret, Duration overlap, Instant now) {
    List<SigningKey> keys = new ArrayList<>();
    keys.add(secrets.seal(secret, before.owner(), now));
    Instant end = now.plus(overlap);
    for (SigningKey key : live(before, now)) {
      if (secrets.open(key, before).equals(secret)) {
        throw ProblemException.invalid("secret", "in_use", "This secret signs already.");
      }
      Instant expiresAt =
          key.expiresAt() == null || end.isBefore(key.expiresAt()) ? end : key.expiresAt();
      if (expiresAt.isAfter(now)) {
        keys.add(new SigningKey(key.sealed(), key.createdAt(), expiresAt));
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

  private static Reply reply(
      Subscription stored, SigningSecret secret, Duration overlap, Instant now) {
    var body = new JsonObject();
    body.addProperty("secret", secret.reveal());
    body.addProperty("created_at", now.toString());
    body.addProperty("old_expires_at", now.plus(overlap).toString());
    return Reply.json(200, body).withHeader("ETag", WebhooksResource.tag(stored).toString());
  }

  private static List<SigningKey> live(Subscription subscription, Instant now) {
    return subscription.keys().stream().filter(key -> key.isLive(now)).toList();
  }
}
