/** Writes small ONNX models for tests and for the example repository, byte by byte. */
@NullMarked
package dev.tandem.engine.testkit.onnx;

import org.jspecify.annotations.NullMarked;
