/**
 * Classify, Regress and MultiInference, whose requests are tf.Examples and whose answers are
 * classes and values: pure functions.
 */
@NullMarked
package dev.tandem.tfserving.inference;

import org.jspecify.annotations.NullMarked;
