/** Answers kept for equal requests: what a cache is, the one in this process, and who asks it. */
@NullMarked
package dev.tandem.engine.cache;

import org.jspecify.annotations.NullMarked;
