/** Wake-ups on Google Cloud Tasks. */
@NullMarked
package cloud.olympus.webhooks.googlecloud.tasks;

import org.jspecify.annotations.NullMarked;
