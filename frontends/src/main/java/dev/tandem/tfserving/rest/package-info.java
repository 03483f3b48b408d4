/** The REST API of TensorFlow Serving over the engine's one door. */
@NullMarked
package dev.tandem.tfserving.rest;

import org.jspecify.annotations.NullMarked;
