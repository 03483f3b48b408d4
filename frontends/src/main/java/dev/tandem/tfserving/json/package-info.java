/** The JSON bodies of TensorFlow Serving's REST API: pure functions. */
@NullMarked
package dev.tandem.tfserving.json;

import org.jspecify.annotations.NullMarked;
