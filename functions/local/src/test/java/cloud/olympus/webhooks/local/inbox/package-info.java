@NullMarked
package cloud.olympus.webhooks.local.inbox;

import org.jspecify.annotations.NullMarked;
