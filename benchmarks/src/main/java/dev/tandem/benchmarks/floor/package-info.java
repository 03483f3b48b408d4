/**
 * What the parts cost by themselves: ONNX Runtime in-process, and a gRPC server without an engine.
 */
@NullMarked
package dev.tandem.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
