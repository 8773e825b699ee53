package cloud.olympus.webhooks.delivery;

import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Lanes;
import cloud.olympus.webhooks.lane.Wakeups;
import cloud.olympus.webhooks.subscription.KillSwitches;
import cloud.olympus.webhooks.subscription.Subscriptions;

/** What the engine reads and writes. */
public record Stores(
    Subscriptions subscriptions,
    KillSwitches killSwitches,
    EventLog events,
    Deliveries deliveries,
    Lanes lanes,
    Wakeups wakeups) {}
