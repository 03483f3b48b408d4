/** Models that are graphs of other models. */
@NullMarked
package dev.tandem.engine.ensemble;

import org.jspecify.annotations.NullMarked;
