/** TensorFlow Serving messages to and from the engine's requests and answers: pure functions. */
@NullMarked
package dev.tandem.tfserving.wire;

import org.jspecify.annotations.NullMarked;
