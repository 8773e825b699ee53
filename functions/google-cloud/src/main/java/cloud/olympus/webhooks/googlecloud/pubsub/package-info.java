/** The bus on Google Cloud Pub/Sub. */
@NullMarked
package cloud.olympus.webhooks.googlecloud.pubsub;

import org.jspecify.annotations.NullMarked;
