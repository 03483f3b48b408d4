/** Counters of what the engine did, read by doors and metrics. */
@NullMarked
package dev.tandem.engine.stats;

import org.jspecify.annotations.NullMarked;
