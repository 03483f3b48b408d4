/** Fakes, sample data and contract tests for what is built on the engine. */
@NullMarked
package dev.tandem.engine.testkit;

import org.jspecify.annotations.NullMarked;
