/** A receiver of our own, for first steps and for tests. */
@NullMarked
package cloud.olympus.webhooks.local.inbox;

import org.jspecify.annotations.NullMarked;
