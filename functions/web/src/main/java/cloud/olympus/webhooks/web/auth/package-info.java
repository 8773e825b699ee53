/** Who calls: bearer tokens verified against keys that the configuration fixes. */
@NullMarked
package cloud.olympus.webhooks.web.auth;

import org.jspecify.annotations.NullMarked;
