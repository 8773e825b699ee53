/** Every port of the core in memory: small, thread-safe and true to its contract. */
@NullMarked
package cloud.olympus.webhooks.testkit.memory;

import org.jspecify.annotations.NullMarked;
