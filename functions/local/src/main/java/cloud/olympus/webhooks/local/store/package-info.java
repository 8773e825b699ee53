/** The embedded store: every port on one SQLite file. */
@NullMarked
package cloud.olympus.webhooks.local.store;

import org.jspecify.annotations.NullMarked;
