/** Doubles and samples for the tests of every module. */
@NullMarked
package dev.tandem.engine.testkit;

import org.jspecify.annotations.NullMarked;
