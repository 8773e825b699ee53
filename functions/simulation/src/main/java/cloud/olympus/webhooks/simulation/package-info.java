/**
 * The engine, whole, on a virtual clock: real passes, drains and sweeps of several processes, one
 * of whose tasks runs at a time, on ports in memory that fail as their contracts allow.
 */
@NullMarked
package cloud.olympus.webhooks.simulation;

import org.jspecify.annotations.NullMarked;
