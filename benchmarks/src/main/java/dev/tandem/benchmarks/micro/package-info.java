/** What single steps of a request cost: JMH benchmarks, each of which checks its answer. */
@NullMarked
package dev.tandem.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
