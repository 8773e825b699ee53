/** Stripe's webhook: verified, read strictly, and turned into payment events of ours. */
@NullMarked
package cloud.olympus.webhooks.stripe;

import org.jspecify.annotations.NullMarked;
