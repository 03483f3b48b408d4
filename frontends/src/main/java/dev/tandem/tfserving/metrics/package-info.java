/** TensorFlow Serving's metrics: what is counted, and how a page tells it. */
@NullMarked
package dev.tandem.tfserving.metrics;

import org.jspecify.annotations.NullMarked;
