package cloud.olympus.webhooks.api;

import static cloud.olympus.webhooks.api.Resource.allowed;

import cloud.olympus.webhooks.catalogue.Catalogue;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.EndpointState;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Waker;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.web.Call;
import cloud.olympus.webhooks.web.EntityTag;
import cloud.olympus.webhooks.web.FieldErrors;
import cloud.olympus.webhooks.web.Permissions;
import cloud.olympus.webhooks.web.Preconditions;
import cloud.olympus.webhooks.web.Problem;
import cloud.olympus.webhooks.web.ProblemException;
import cloud.olympus.webhooks.web.Reply;
import cloud.olympus.webhooks.web.Route;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** {@code /v1/webhooks}: the subscriptions of a tenant. */
final class WebhooksResource implements Resource {

  static final String ALL = "/v1/webhooks";
  static final String ONE = ALL + "/{id}";

  private static final Set<String> READ_ONLY =
      Set.of("id", "tenant_id", "disabled_reason", "created_at", "updated_at", "health", "waiting");

  /** Of these, what changes by itself: whoever sends it back need not have the latest. */
  private static final Set<String> MOVING = Set.of("health", "waiting");

  private final Subscriptions subscriptions;
  private final Deliveries deliveries;
  private final Secrets secrets;
  private final KeyPairs keyPairs;
  private final Lanes lanes;
  private final Waker waker;
  private final IdempotentPosts posts;
  private final Catalogue catalogue;
  private final UrlJudge urls;
  private final InstantSource clock;
  private final RandomGenerator random;

  WebhooksResource(
      Subscriptions subscriptions,
      Deliveries deliveries,
      Secrets secrets,
      KeyPairs keyPairs,
      Lanes lanes,
      Waker waker,
      IdempotentPosts posts,
      Catalogue catalogue,
      UrlJudge urls,
      InstantSource clock,
      RandomGenerator random) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.secrets = secrets;
    this.lanes = lanes;
    this.keyPairs = keyPairs;
    this.waker = waker;
    this.posts = posts;
    this.catalogue = catalogue;
    this.urls = urls;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post(ALL, allowed(Permissions.WEBHOOKS_WRITE, posts.around(this::create))),
        Route.get(ALL, allowed(Permissions.WEBHOOKS_READ, this::list)),
        Route.get(ONE, allowed(Permissions.WEBHOOKS_READ, this::get)),
        Route.patch(ONE, allowed(Permissions.WEBHOOKS_WRITE, this::patch)),
        Route.delete(ONE, allowed(Permissions.WEBHOOKS_WRITE, this::delete)));
  }

  /**
   * The subscription that a call's path names.
   *
   * @throws ProblemException 404 where the caller's tenant has none of that id
   */
  static Subscription find(Subscriptions subscriptions, Call call) {
    return Names.wellFormed(call.variable("id"))
        .flatMap(id -> subscriptions.get(call.principal().tenantId(), id))
        .orElseThrow(WebhooksResource::absent);
  }

  private static ProblemException absent() {
    return ProblemException.notFound("There is no webhook of this id.");
  }

  private Reply create(Call call) {
    JsonObject json = call.json();
    var errors = new FieldErrors();
    Set<String> known = new HashSet<>(WebhookForm.MEMBERS);
    known.add("secret");
    var members = new Members(json, known, errors);
    WebhookForm form = WebhookForm.read(members, null, catalogue, urls, errors);
    Optional<SigningSecret> own = Secrets.read(members, errors);
    errors.throwIfAny();
    keyPairs.ensureFor(call.principal().tenantId(), form.signatures());
    SigningSecret secret = own.orElseGet(() -> SigningSecret.generate(random));
    Subscription created = create(call, form, secret);
    JsonObject body = whole(created);
    // Opened again, since an earlier try of the same request may have made it.
    body.addProperty("secret", secrets.current(created).reveal());
    return Reply.json(201, body)
        .withHeader("Location", ALL + '/' + created.id())
        .withHeader("ETag", tag(created).toString());
  }

  private Subscription create(Call call, WebhookForm form, SigningSecret secret) {
    String tenantId = call.principal().tenantId();
    Instant now = clock.instant();
    Optional<String> derived = IdempotentPosts.derivedId("wh_", call);
    if (derived.isPresent()) {
      Optional<Subscription> earlier = subscriptions.get(tenantId, derived.get());
      if (earlier.isEmpty()) {
        return store(form, tenantId, derived.get(), secret, now);
      }
      if (earlier.get().createdAt().plus(IdempotentPosts.KEEP).isAfter(now)) {
        return earlier.get();
      }
    }
    return store(form, tenantId, Names.random("wh_", random), secret, now);
  }

  private Subscription store(
      WebhookForm form, String tenantId, String id, SigningSecret secret, Instant now) {
    SigningKey key = secrets.seal(secret, Subscription.owner(tenantId, id), now);
    return subscriptions.create(form.create(id, tenantId, key, now));
  }

  private Reply list(Call call) {
    call.onlyQuery("limit", "cursor");
    String tenantId = call.principal().tenantId();
    Pages pages = Pages.of(call, tenantId, "webhooks");
    return pages.reply(
        (cursor, limit) -> subscriptions.list(tenantId, cursor, limit),
        subscription -> WebhookView.of(subscription).toString());
  }

  private Reply get(Call call) {
    Subscription subscription = find(subscriptions, call);
    EntityTag tag = tag(subscription);
    Reply reply =
        Preconditions.isFresh(call, tag) ? Reply.empty(304) : Reply.json(200, whole(subscription));
    return reply.withHeader("ETag", tag.toString());
  }

  /** With how its endpoint does, and, where that can be counted, what waits for it. */
  private JsonObject whole(Subscription subscription) {
    JsonObject json = WebhookView.of(subscription);
    json.add("health", WebhookView.health(lanes.state(subscription.lane()).endpoint()));
    try {
      json.add("waiting", WebhookView.waiting(deliveries.waiting(subscription.lane())));
    } catch (Unavailable e) {
      // What was done is done, whatever waits.
    }
    return json;
  }

  private Reply patch(Call call) {
    MergePatch.requireType(call);
    Preconditions.requireStated(call);
    JsonObject patch = call.json();
    Subscription before = find(subscriptions, call);
    Preconditions.requireMatch(call, tag(before));
    WebhookForm form = read(patch, before);
    keyPairs.ensureFor(before.tenantId(), form.signatures());
    Subscription changed = form.change(before, clock.instant());
    // Whoever asks again, having had no answer, wakes what the first time may have left.
    Optional<Subscription> stored =
        patch.has("status") && changed.isActive()
            ? waker.around(changed.lane(), () -> enable(changed))
            : subscriptions.update(changed);
    if (stored.isEmpty()) {
      throw overtaken(call);
    }
    return Reply.json(200, whole(stored.get())).withHeader("ETag", tag(stored.get()).toString());
  }

  /** Whoever enables it says that it is well: its lane begins anew. */
  private Optional<Subscription> enable(Subscription changed) {
    Optional<Subscription> stored = subscriptions.update(changed);
    if (stored.isPresent()) {
      lanes.report(changed.lane(), EndpointState::begunAnew, clock.instant());
      subscriptions.flag(changed.lane(), null);
    }
    return stored;
  }

  /** Members that nobody may change are let pass where they are as they were. */
  private WebhookForm read(JsonObject patch, Subscription before) {
    var errors = new FieldErrors();
    JsonObject present = WebhookView.of(before);
    JsonObject changes = new JsonObject();
    for (var change : patch.entrySet()) {
      String name = change.getKey();
      if (WebhookForm.MEMBERS.contains(name)) {
        changes.add(name, change.getValue());
      } else if (name.equals("secret")) {
        errors.add(name, "read_only", "POST " + ALL + "/{id}/secret/rotate changes it.");
      } else if (!READ_ONLY.contains(name)) {
        errors.add(name, "unknown", "This field is not known here.");
      } else if (!MOVING.contains(name) && !change.getValue().equals(present.get(name))) {
        errors.add(name, "read_only", "This field cannot be changed.");
      }
    }
    if (changes.has("status") && changes.get("status").isJsonNull()) {
      errors.add("status", "required", "This field cannot be removed.");
    }
    var merged = MergePatch.apply(WebhookView.writable(before), changes).getAsJsonObject();
    if (!merged.has("ordering") && !changes.has("on_exhausted")) {
      // Goes with the order that is taken away.
      merged.remove("on_exhausted");
    }
    var members = new Members(merged, WebhookForm.MEMBERS, errors);
    WebhookForm form = WebhookForm.read(members, before, catalogue, urls, errors);
    errors.throwIfAny();
    return form;
  }

  private Reply delete(Call call) {
    Preconditions.requireStated(call);
    Subscription subscription = find(subscriptions, call);
    Preconditions.requireMatch(call, tag(subscription));
    boolean deleted =
        waker.around(
            subscription.lane(),
            () ->
                subscriptions.delete(
                    subscription.tenantId(), subscription.id(), subscription.version()));
    if (!deleted) {
      throw overtaken(call);
    }
    return Reply.noContent();
  }

  /** Somebody changed or deleted it between our reading and writing. */
  private ProblemException overtaken(Call call) {
    return ProblemException.of(
            Problem.PRECONDITION_FAILED.withDetail(
                "It was changed meanwhile; read it again and apply your change to that."))
        .withHeader("ETag", tag(find(subscriptions, call)).toString());
  }

  static EntityTag tag(Subscription subscription) {
    return EntityTag.ofVersion(subscription.version());
  }
}
