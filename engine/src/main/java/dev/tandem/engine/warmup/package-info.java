/** What runs on a model's instances before it takes traffic. */
@NullMarked
package dev.tandem.engine.warmup;

import org.jspecify.annotations.NullMarked;
