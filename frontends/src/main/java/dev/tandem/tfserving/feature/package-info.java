/** The features of tf.Examples, as the inputs of a graph that they fill have them. */
@NullMarked
package dev.tandem.tfserving.feature;

import org.jspecify.annotations.NullMarked;
