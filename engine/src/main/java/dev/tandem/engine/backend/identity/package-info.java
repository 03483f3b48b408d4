/** A backend that needs no model file: it hands inputs back, and can be told to be slow. */
@NullMarked
package dev.tandem.engine.backend.identity;

import org.jspecify.annotations.NullMarked;
