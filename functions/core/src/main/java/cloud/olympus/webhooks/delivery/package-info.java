/** Deliveries: one event for one subscription, its attempts and their policy. */
@NullMarked
package cloud.olympus.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
