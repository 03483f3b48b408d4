/** What a server on a GPU gives, beside ONNX Runtime alone on the same GPU. */
@NullMarked
package dev.tandem.benchmarks.gpu;

import org.jspecify.annotations.NullMarked;
