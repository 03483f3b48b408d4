/** The one door to the engine: what a caller asks, what it gets, and why it may not. */
@NullMarked
package dev.tandem.engine.api;

import org.jspecify.annotations.NullMarked;
