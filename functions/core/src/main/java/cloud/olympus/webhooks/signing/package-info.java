/** Signatures of Standard Webhooks on what leaves the platform. */
@NullMarked
package cloud.olympus.webhooks.signing;

import org.jspecify.annotations.NullMarked;
