/** Which GPUs there are, and what ONNX Runtime needs to run on them; the only caller of JNA. */
@NullMarked
package dev.tandem.engine.gpu;

import org.jspecify.annotations.NullMarked;
