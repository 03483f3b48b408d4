package dev.tandem.tfserving.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Decides which input of the signature each input of a request is for. */
final class InputNames {
  private InputNames() {}

  /** The name in the request of each input that it gives, in the signature's order. */
  static Map<SignatureTensor, String> match(Signature signature, Set<String> sent) {
    Map<SignatureTensor, String> used = new LinkedHashMap<>();
    for (SignatureTensor input : signature.inputs()) {
      if (sent.contains(input.alias())) {
        used.put(input, input.alias());
      } else if (sent.contains(input.spec().name())) {
        used.put(input, input.spec().name());
      }
    }
    checkCount(signature, sent, used);
    checkMissing(signature, sent, used);
    if (used.size() != sent.size()) {
      throw TfServingException.invalidArgument(
          "Inputs contains invalid name. Used request inputs: "
              + joined(new TreeSet<>(used.values()))
              + ", request input: "
              + joined(new TreeSet<>(sent)));
    }
    return used;
  }

  private static void checkCount(
      Signature signature, Set<String> sent, Map<SignatureTensor, String> used) {
    int expected = signature.inputs().size();
    boolean hasDefaults = signature.inputs().stream().anyMatch(SignatureTensor::optional);
    if (sent.size() == expected || (sent.size() < expected && hasDefaults)) {
      return;
    }
    Set<String> extra = new TreeSet<>(sent);
    extra.removeAll(used.values());
    throw TfServingException.invalidArgument(
        "input size does not match signature: "
            + sent.size()
            + "!="
            + expected
            + " len({"
            + joined(new TreeSet<>(sent))
            + "}) != len({"
            + joined(signature.inputAliases())
            + "}). Sent extra: {"
            + joined(extra)
            + "}. Missing but required: {"
            + joined(missing(signature, used).stream().map(SignatureTensor::alias).toList())
            + "}.");
  }

  private static void checkMissing(
      Signature signature, Set<String> sent, Map<SignatureTensor, String> used) {
    for (SignatureTensor input : missing(signature, used)) {
      throw TfServingException.invalidArgument(
          "Signature input alias: "
              + input.alias()
              + "(feed name: "
              + input.tensorName()
              + ") not found in request and no default value provided. Inputs expected to be in the"
              + " request {"
              + joined(new TreeSet<>(sent))
              + "}, or default input alias set: "
              + joined(defaults(signature)));
    }
  }

  private static List<SignatureTensor> missing(
      Signature signature, Map<SignatureTensor, String> used) {
    return signature.inputs().stream()
        .filter(input -> !input.optional() && !used.containsKey(input))
        .toList();
  }

  private static List<String> defaults(Signature signature) {
    return signature.inputs().stream()
        .filter(SignatureTensor::optional)
        .map(SignatureTensor::alias)
        .toList();
  }

  private static String joined(Iterable<String> names) {
    return String.join(",", names);
  }
}
