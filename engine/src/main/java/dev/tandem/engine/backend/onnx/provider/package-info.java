/** What a configuration asks of GPUs, in the options of ONNX Runtime's execution providers. */
@NullMarked
package dev.tandem.engine.backend.onnx.provider;

import org.jspecify.annotations.NullMarked;
