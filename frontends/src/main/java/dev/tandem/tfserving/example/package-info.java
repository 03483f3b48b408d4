/** tf.Examples on their way from the wire into the inputs of a graph: pure functions. */
@NullMarked
package dev.tandem.tfserving.example;

import org.jspecify.annotations.NullMarked;
