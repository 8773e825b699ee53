/** What reads texts of strangers, tried on what nobody thought of. */
@NullMarked
package cloud.olympus.webhooks.fuzz;

import org.jspecify.annotations.NullMarked;
