@NullMarked
package cloud.olympus.webhooks.local.bus;

import org.jspecify.annotations.NullMarked;
