/** The event types that the platform knows: names, meaning, domain and an example of each. */
@NullMarked
package cloud.olympus.webhooks.catalogue;

import org.jspecify.annotations.NullMarked;
