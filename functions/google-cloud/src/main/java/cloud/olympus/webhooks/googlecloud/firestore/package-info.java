/** Everything that is kept, on Firestore. */
@NullMarked
package cloud.olympus.webhooks.googlecloud.firestore;

import org.jspecify.annotations.NullMarked;
