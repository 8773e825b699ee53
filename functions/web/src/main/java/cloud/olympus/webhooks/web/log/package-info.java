/** Structured log lines with Cloud Logging's field names, and the trace they belong to. */
@NullMarked
package cloud.olympus.webhooks.web.log;

import org.jspecify.annotations.NullMarked;
