/** Replays the answers recorded from a real Triton against a server and scores the differences. */
@NullMarked
package dev.tandem.golden;

import org.jspecify.annotations.NullMarked;
