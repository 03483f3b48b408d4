/** Load and micro benchmarks, and the making of the example models. */
@NullMarked
package dev.tandem.benchmarks;

import org.jspecify.annotations.NullMarked;
