/** One abstract suite for each port, which every implementation must pass. */
@NullMarked
package cloud.olympus.webhooks.testkit.contract;

import org.jspecify.annotations.NullMarked;
