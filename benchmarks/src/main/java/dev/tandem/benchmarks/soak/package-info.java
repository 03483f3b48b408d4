/** Loads the server for minutes with clients of every kind, and looks at what is left of it. */
@NullMarked
package dev.tandem.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
