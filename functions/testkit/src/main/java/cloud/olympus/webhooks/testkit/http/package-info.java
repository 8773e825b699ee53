/** A real HTTP server on loopback that records requests and answers by script. */
@NullMarked
package cloud.olympus.webhooks.testkit.http;

import org.jspecify.annotations.NullMarked;
