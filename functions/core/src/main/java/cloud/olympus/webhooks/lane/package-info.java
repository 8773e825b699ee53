/** Lanes: an endpoint's queue of unfinished deliveries, drained by one holder at a time. */
@NullMarked
package cloud.olympus.webhooks.lane;

import org.jspecify.annotations.NullMarked;
