package dev.tandem.server;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody meant who mistyped a name. */
final class NearestName {
  private NearestName() {}

  /** The name with the fewest letters to change; the first of equals. */
  static String of(String typed, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> editDistance(typed, name)))
        .orElseThrow();
  }

  /** How many letters must be inserted, removed or replaced to make one of the other. */
  static int editDistance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
