/** Metrics and health for operators. */
@NullMarked
package dev.tandem.ops;

import org.jspecify.annotations.NullMarked;
