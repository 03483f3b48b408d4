/** What TensorFlow Serving's users configure: which models are served from which base paths. */
@NullMarked
package dev.tandem.tfserving.config;

import org.jspecify.annotations.NullMarked;
