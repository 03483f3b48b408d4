/** Data types, shapes, and the native memory that tensor bytes live in. */
@NullMarked
package dev.tandem.engine.tensor;

import org.jspecify.annotations.NullMarked;
