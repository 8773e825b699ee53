/** What must be remembered once: dead letters and idempotency keys. */
@NullMarked
package cloud.olympus.webhooks.ledger;

import org.jspecify.annotations.NullMarked;
