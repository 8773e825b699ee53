/** Events: what happened in a restaurant, how it is read, named and logged. */
@NullMarked
package cloud.olympus.webhooks.event;

import org.jspecify.annotations.NullMarked;
