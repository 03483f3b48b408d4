/** What executes a model, behind one small interface. */
@NullMarked
package dev.tandem.engine.backend;

import org.jspecify.annotations.NullMarked;
