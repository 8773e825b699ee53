/** One deployable's settings, read once from its environment, every problem named at once. */
@NullMarked
package cloud.olympus.webhooks.web.settings;

import org.jspecify.annotations.NullMarked;
