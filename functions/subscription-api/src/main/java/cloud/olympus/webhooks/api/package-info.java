/** The third function: subscriptions, deliveries and events, as tenants and operators see them. */
@NullMarked
package cloud.olympus.webhooks.api;

import org.jspecify.annotations.NullMarked;
