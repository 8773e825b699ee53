/** Events: what happened in a restaurant, as it travels through the platform. */
@NullMarked
package cloud.olympus.webhooks.event;

import org.jspecify.annotations.NullMarked;
