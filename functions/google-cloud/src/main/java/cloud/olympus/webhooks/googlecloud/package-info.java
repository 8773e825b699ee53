/** Olympus Webhooks on Google Cloud: a package for each service, which deployables pick from. */
@NullMarked
package cloud.olympus.webhooks.googlecloud;

import org.jspecify.annotations.NullMarked;
