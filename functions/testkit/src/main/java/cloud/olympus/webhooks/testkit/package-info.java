/** What the tests of every module share: a clock, samples, helpers for crowds. */
@NullMarked
package cloud.olympus.webhooks.testkit;

import org.jspecify.annotations.NullMarked;
