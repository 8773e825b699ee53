@NullMarked
package cloud.olympus.webhooks.local.store;

import org.jspecify.annotations.NullMarked;
