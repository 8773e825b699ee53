/**
 * What every HTTP entry point shares: routes, problems, bounded bodies, conditional requests,
 * pages.
 */
@NullMarked
package cloud.olympus.webhooks.web;

import org.jspecify.annotations.NullMarked;
