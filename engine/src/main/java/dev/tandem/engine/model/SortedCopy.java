package dev.tandem.engine.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Immutable maps in key order, so that a printed configuration is the same every time. */
final class SortedCopy {
  private SortedCopy() {}

  static <K extends Comparable<K>, V> SortedMap<K, V> of(Map<K, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
