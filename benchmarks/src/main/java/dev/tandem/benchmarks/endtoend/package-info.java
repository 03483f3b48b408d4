/** Measures a running server and prints each figure beside its floor. */
@NullMarked
package dev.tandem.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
