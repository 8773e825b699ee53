/** The built program as a process of its own, driven from outside. */
@NullMarked
package cloud.olympus.webhooks.local.e2e;

import org.jspecify.annotations.NullMarked;
