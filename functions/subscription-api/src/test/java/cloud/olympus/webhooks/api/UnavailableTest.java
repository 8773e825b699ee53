package cloud.olympus.webhooks.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.event.Unavailable;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wake;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.testkit.SubscriptionSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnavailableTest {

  private final TestApi api = new TestApi();

  private static <T> T failing(Class<T> port) {
    return mock(
        port,
        withSettings()
            .defaultAnswer(
                _ -> {
                  throw new Unavailable("the disk of host-17 is full");
                }));
  }

  @ParameterizedTest
  @MethodSource("cloud.olympus.webhooks.api.ApiRoutes#all")
  void whereAPortCannotAnswerTheCallerMayTryAgain(ApiRoutes route) throws Exception {
    api.on(
        new Ports(
            failing(Subscriptions.class),
            api.vault,
            failing(TenantKeys.class),
            failing(EventLog.class),
            failing(Deliveries.class),
            failing(Lanes.class),
            failing(Wakeups.class),
            failing(EventBus.class),
            failing(DeadLetters.class),
            failing(IdempotencyKeys.class),
            failing(PaymentAccounts.class),
            failing(KillSwitches.class)));
    var caller = route.permission().equals("operator:*") ? api.operator() : api.tenant("trattoria");
    String delivery =
        new cloud.olympus.webhooks.delivery.DeliveryId("trattoria", "e", "w", 0).toString();
    var request =
        caller
            .request(route.method(), route.path("wh_x", delivery, "evt_x"))
            .header("If-Match", "\"v1\"");

    var response = api.send(route.body().isEmpty() ? request : request.json(route.body()));

    if (route.permission().isEmpty()) {
      assertEquals(200, response.status());
      return;
    }
    assertEquals(503, response.status(), response.text());
    assertEquals("5", response.header("Retry-After").orElse(""));
    assertFalse(response.text().contains("host-17"), response.text());
    assertTrue(api.logged().contains("host-17"), api.logged());
  }

  @Test
  void aWakeThatCannotBeScheduledIsLeftToTheSweep() throws Exception {
    var paused = api.subscriptions.create(SubscriptionSample.of("trattoria").paused().build());
    var wakeups = mock(Wakeups.class);
    doThrow(new Unavailable("no queue")).when(wakeups).at(any(Wake.class));
    Ports ports = api.ports();
    api.on(
        new Ports(
            ports.subscriptions(),
            ports.vault(),
            ports.tenantKeys(),
            ports.events(),
            ports.deliveries(),
            ports.lanes(),
            wakeups,
            ports.bus(),
            ports.deadLetters(),
            ports.idempotencyKeys(),
            ports.accounts(),
            ports.killSwitches()));

    var response =
        api.tenant("trattoria")
            .patch("/v1/webhooks/" + paused.id(), "\"v1\"", "{'status':'active'}");

    assertEquals(200, response.status());
    assertEquals(
        paused.lane(),
        api.lanes.stale(api.clock.instant().plusSeconds(60), null, 10).getFirst().lane());
  }
}
