@NullMarked
package cloud.olympus.webhooks.local;

import org.jspecify.annotations.NullMarked;
