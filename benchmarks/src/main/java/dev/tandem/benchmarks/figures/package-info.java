/** Statistics and tables: pure functions. */
@NullMarked
package dev.tandem.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
