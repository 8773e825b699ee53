package cloud.olympus.webhooks.api;

import cloud.olympus.webhooks.bus.EventBus;
import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.ledger.DeadLetters;
import cloud.olympus.webhooks.ledger.IdempotencyKeys;
import cloud.olympus.webhooks.payment.PaymentAccounts;
import cloud.olympus.webhooks.signing.TenantKeys;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscriptions;
import cloud.olympus.webhooks.subscription.Vault;

/** Everything outside the process that the API reads and changes. */
public record Ports(
    Subscriptions subscriptions,
    Vault vault,
    TenantKeys tenantKeys,
    EventLog events,
    Deliveries deliveries,
    Lanes lanes,
    Wakeups wakeups,
    EventBus bus,
    DeadLetters deadLetters,
    IdempotencyKeys idempotencyKeys,
    PaymentAccounts accounts,
    KillSwitches killSwitches) {}
