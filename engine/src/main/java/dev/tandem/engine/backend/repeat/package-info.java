/** A decoupled backend that needs no model file: it answers each element of its input by itself. */
@NullMarked
package dev.tandem.engine.backend.repeat;

import org.jspecify.annotations.NullMarked;
