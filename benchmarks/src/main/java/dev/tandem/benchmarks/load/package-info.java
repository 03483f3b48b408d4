/** Sends requests over real sockets and takes the time. */
@NullMarked
package dev.tandem.benchmarks.load;

import org.jspecify.annotations.NullMarked;
