/** What is sent to the server, and what has to come back. */
@NullMarked
package dev.tandem.benchmarks.cases;

import org.jspecify.annotations.NullMarked;
