/** Whose payment it is: the map from a provider's accounts and payments to tenants. */
@NullMarked
package cloud.olympus.webhooks.payment;

import org.jspecify.annotations.NullMarked;
