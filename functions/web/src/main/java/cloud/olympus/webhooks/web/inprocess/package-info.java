/**
 * Requests and responses without a socket: for tests, and for functions called by their own
 * process.
 */
@NullMarked
package cloud.olympus.webhooks.web.inprocess;

import org.jspecify.annotations.NullMarked;
