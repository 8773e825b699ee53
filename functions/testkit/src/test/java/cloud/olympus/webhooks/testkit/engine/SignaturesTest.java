package cloud.olympus.webhooks.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import cloud.olympus.webhooks.delivery.DeliveryState;
import cloud.olympus.webhooks.delivery.KeyRing;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.signing.Signature;
import cloud.olympus.webhooks.signing.SignatureScheme;
import cloud.olympus.webhooks.signing.Signer;
import cloud.olympus.webhooks.signing.SigningKeyPair;
import cloud.olympus.webhooks.signing.SigningSecret;
import cloud.olympus.webhooks.signing.TenantKey;
import cloud.olympus.webhooks.signing.TenantKeySet;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.SigningKey;
import cloud.olympus.webhooks.subscription.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys sign what is sent. */
final class SignaturesTest {

  private final Engine engine = new Engine();
  private final List<SigningKeyPair> pairs = new ArrayList<>();

  @AfterEach
  void close() {
    engine.close();
  }

  private TenantKeySet rotate(Duration overlap) {
    String handle = TenantKeySet.handle(engine.tenant);
    var before = engine.tenantKeys.find(handle).orElseGet(() -> TenantKeySet.none(engine.tenant));
    var pair = SigningKeyPair.generate();
    pairs.add(pair);
    String sealed = engine.vault.seal(pair.seed(), before.owner());
    var key = new TenantKey(pair.publicKey(), sealed, engine.clock.instant(), null);
    return engine
        .tenantKeys
        .replace(before.rotated(key, overlap, engine.clock.instant()))
        .orElseThrow();
  }

  private Subscription subscribe(SignatureScheme... schemes) {
    return engine.subscribe(engine.sample().signatures(schemes));
  }

  @Test
  void eachKeyThatIsAskedForSigns() {
    var subscription = subscribe(SignatureScheme.V1, SignatureScheme.V1A);
    rotate(Duration.ZERO);
    var set = rotate(Duration.ofDays(1));
    Instant at = engine.clock.instant();
    var event = engine.event();

    engine.pass(event);

    var request = engine.sender.sent(subscription.lane()).getFirst();
    var signers = List.of(engine.secret, pairs.get(1), pairs.get(0));
    assertEquals(
        Signature.header(event.key().messageId(), at, request.body(), signers),
        request.headers().get("webhook-signature"));
    assertEquals(
        set.id(set.keys().get(0)) + ' ' + set.id(set.keys().get(1)),
        request.headers().get("Olympus-Key-Id"));
  }

  @Test
  void aRotationIsInForceAfterASecond() {
    var subscription = subscribe(SignatureScheme.V1A);
    rotate(Duration.ZERO);
    engine.pass(engine.event());

    rotate(Duration.ZERO);
    engine.pass(engine.event());
    engine.clock.advance(Duration.ofSeconds(1));
    engine.pass(engine.event());

    var ids = new ArrayList<String>();
    for (var request : engine.sender.sent(subscription.lane())) {
      ids.add(String.valueOf(request.headers().get("Olympus-Key-Id")));
    }
    assertEquals(ids.get(0), ids.get(1));
    assertNotEquals(ids.get(0), ids.get(2));
  }

  @Test
  void aKeySignsUntilItsOverlapEnds() {
    var old = SigningSecret.generate(RandomGenerator.getDefault());
    Instant end = engine.clock.instant().plus(Duration.ofDays(1));
    var sample = engine.sample();
    var owner = sample.build().owner();
    var keys = new ArrayList<>(sample.build().keys());
    keys.add(new SigningKey(engine.vault.seal(old.bytes(), owner), engine.clock.instant(), end));
    var subscription =
        engine.subscribe(
            sample
                .keys(keys.toArray(SigningKey[]::new))
                .signatures(SignatureScheme.V1, SignatureScheme.V1A));
    rotate(Duration.ZERO);
    rotate(Duration.ofDays(1));

    engine.clock.advanceTo(end.minusMillis(1));
    assertSignedWith(subscription, engine.secret, old, pairs.get(1), pairs.get(0));
    engine.clock.advanceTo(end);
    assertSignedWith(subscription, engine.secret, pairs.get(1));
  }

  /** What is sent now carries the signatures of these alone, in this order. */
  private void assertSignedWith(Subscription subscription, Signer... signers) {
    var event = engine.event();
    engine.pass(event);
    var request = engine.sender.sent(subscription.lane()).getLast();
    assertEquals(
        Signature.header(
            event.key().messageId(), engine.clock.instant(), request.body(), List.of(signers)),
        request.headers().get("webhook-signature"));
  }

  @Test
  void keysThatCannotBeReadCostTheEndpointNoAttempt() {
    var subscription = subscribe(SignatureScheme.V1A);
    rotate(Duration.ZERO);
    var failing = mock(TenantKeys.class, delegatesTo(engine.tenantKeys));
    doThrow(new Unavailable("the store is out of reach")).when(failing).find(any());
    engine.keys = new KeyRing(engine.vault, failing);
    var event = engine.event();

    engine.pass(event);
    assertEquals(0, engine.sentTo(subscription));
    engine.keys = new KeyRing(engine.vault, engine.tenantKeys);
    engine.wakeNext();

    assertEquals(1, engine.sentTo(subscription));
    assertEquals(DeliveryState.DELIVERED, engine.document(event, subscription).state());
  }

  @Test
  void withoutAKeyNothingIsSentUnsigned() {
    var subscription = subscribe(SignatureScheme.V1A);

    engine.pass(engine.event());

    assertEquals(0, engine.sentTo(subscription));
  }
}
