/** event-forwarder: what the bus, the wake-ups and the scheduler call. */
@NullMarked
package cloud.olympus.webhooks.forwarder;

import org.jspecify.annotations.NullMarked;
