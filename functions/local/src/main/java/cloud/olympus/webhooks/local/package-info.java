/** The whole platform in one process, on one port and one file. */
@NullMarked
package cloud.olympus.webhooks.local;

import org.jspecify.annotations.NullMarked;
