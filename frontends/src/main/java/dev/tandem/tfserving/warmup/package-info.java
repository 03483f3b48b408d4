/** Requests that a model brings along as TensorFlow Serving records them. */
@NullMarked
package dev.tandem.tfserving.warmup;

import org.jspecify.annotations.NullMarked;
