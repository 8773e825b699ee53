/** The bus that carries accepted events to the forwarder. */
@NullMarked
package cloud.olympus.webhooks.bus;

import org.jspecify.annotations.NullMarked;
