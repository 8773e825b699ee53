/** The ports on Google Cloud: event log, deliveries and lanes on Firestore. */
@NullMarked
package cloud.olympus.webhooks.googlecloud;

import org.jspecify.annotations.NullMarked;
