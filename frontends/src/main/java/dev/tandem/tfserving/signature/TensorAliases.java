package dev.tandem.tfserving.signature;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients call a model's tensors: their names, without the output index that converters from
 * TensorFlow leave behind.
 */
final class TensorAliases {
  private TensorAliases() {}

  /** The alias of each of {@code names}, in their order. */
  static List<String> of(List<String> names) {
    Map<String, Integer> uses = new HashMap<>();
    for (String name : names) {
      uses.merge(name, 1, Integer::sum);
      if (hasOutputIndex(name)) {
        uses.merge(withoutOutputIndex(name), 1, Integer::sum);
      }
    }
    return names.stream().map(name -> alias(name, uses)).toList();
  }

  static boolean hasOutputIndex(String name) {
    int colon = name.lastIndexOf(':');
    return colon > 0
        && colon < name.length() - 1
        && name.chars().skip(colon + 1).allMatch(c -> c >= '0' && c <= '9');
  }

  private static String alias(String name, Map<String, Integer> uses) {
    if (!hasOutputIndex(name)) {
      return name;
    }
    String shorter = withoutOutputIndex(name);
    return uses.getOrDefault(shorter, 0) == 1 ? shorter : name;
  }

  private static String withoutOutputIndex(String name) {
    return name.substring(0, name.lastIndexOf(':'));
  }
}
