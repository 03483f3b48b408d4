/** A real server for tests, in this process and on free ports. */
@NullMarked
package dev.tandem.testing;

import org.jspecify.annotations.NullMarked;
