/** Signatures of Standard Webhooks on what leaves the platform, and the keys of tenants. */
@NullMarked
package cloud.olympus.webhooks.signing;

import org.jspecify.annotations.NullMarked;
