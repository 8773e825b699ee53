/** The bus and the wake-ups of the one process: two tables and their pumps. */
@NullMarked
package cloud.olympus.webhooks.local.bus;

import org.jspecify.annotations.NullMarked;
