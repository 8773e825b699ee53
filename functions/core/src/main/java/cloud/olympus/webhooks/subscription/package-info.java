/** Subscriptions: who wants which events, where, and in which shape. */
@NullMarked
package cloud.olympus.webhooks.subscription;

import org.jspecify.annotations.NullMarked;
