/**
 * The whole shape as it is deployed, on one machine: the three functions from their zips, each a
 * process under the Invoker, on emulators of Firestore, Pub/Sub and Cloud Tasks.
 */
@NullMarked
package cloud.olympus.webhooks.emulated;

import org.jspecify.annotations.NullMarked;
