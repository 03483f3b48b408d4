/** What a model's traffic feels of another model being loaded and unloaded beside it. */
@NullMarked
package dev.tandem.benchmarks.swap;

import org.jspecify.annotations.NullMarked;
