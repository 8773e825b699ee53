@NullMarked
package cloud.olympus.webhooks.stripe;

import org.jspecify.annotations.NullMarked;
