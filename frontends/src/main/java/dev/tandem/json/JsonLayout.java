package dev.tandem.json;

/** Where a {@link JsonWriter} puts white space. */
public enum JsonLayout {
  /** Nowhere. */
  COMPACT,
  /** Every member and every element on a line of its own, four spaces deeper than its container. */
  PRETTY,
  /** As {@link #PRETTY}, but the elements of an array follow one another on one line. */
  PRETTY_ARRAYS_ON_ONE_LINE
}
