/** The one server that hosts every function by path. */
@NullMarked
package cloud.olympus.webhooks.local.host;

import org.jspecify.annotations.NullMarked;
