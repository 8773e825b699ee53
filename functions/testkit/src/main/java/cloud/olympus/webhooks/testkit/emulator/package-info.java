/** Google Cloud's emulators as processes of their own. */
@NullMarked
package cloud.olympus.webhooks.testkit.emulator;

import org.jspecify.annotations.NullMarked;
