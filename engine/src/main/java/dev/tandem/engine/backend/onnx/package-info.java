/** Models in the ONNX format; the only place that sees ONNX Runtime. */
@NullMarked
package dev.tandem.engine.backend.onnx;

import org.jspecify.annotations.NullMarked;
