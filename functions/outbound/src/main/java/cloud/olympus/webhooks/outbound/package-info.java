/** Sends requests to subscribers' endpoints, judges their addresses, and seals their secrets. */
@NullMarked
package cloud.olympus.webhooks.outbound;

import org.jspecify.annotations.NullMarked;
