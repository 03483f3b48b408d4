/**
 * The signatures of a model version: the ways in which TensorFlow Serving's clients may call it.
 */
@NullMarked
package dev.tandem.tfserving.signature;

import org.jspecify.annotations.NullMarked;
