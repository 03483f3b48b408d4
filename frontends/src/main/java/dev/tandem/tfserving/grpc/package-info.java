/** The gRPC services of TensorFlow Serving over the engine's one door. */
@NullMarked
package dev.tandem.tfserving.grpc;

import org.jspecify.annotations.NullMarked;
