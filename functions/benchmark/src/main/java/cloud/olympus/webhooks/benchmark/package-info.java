/** Figures of the built program under load; no part of the tests. */
@NullMarked
package cloud.olympus.webhooks.benchmark;

import org.jspecify.annotations.NullMarked;
