package cloud.olympus.webhooks.testkit.contract;

import cloud.olympus.webhooks.delivery.Deliveries;
import cloud.olympus.webhooks.event.EventLog;
import cloud.olympus.webhooks.lane.Lanes;

/** Three ports of one store: what one of them writes the others see. */
public record Ports(EventLog log, Deliveries deliveries, Lanes lanes) {}
