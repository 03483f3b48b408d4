package dev.tandem.golden;

import org.jspecify.annotations.Nullable;

/**
 * When a case is sent.
 *
 * @param delayMillis the pause before the case
 * @param parallel the group of neighbours that are sent together, each at its own time
 * @param atMillis that time, counted from the start of the group
 */
record Timing(long delayMillis, @Nullable String parallel, long atMillis) {
  static final Timing AT_ONCE = new Timing(0, null, 0);
}
