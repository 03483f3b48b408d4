/** Whether memory comes back: a large model is loaded and unloaded again and again. */
@NullMarked
package dev.tandem.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
