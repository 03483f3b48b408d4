package dev.tandem.tfserving.wire;

import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides which input of the signature each input of a request is for. */
final class InputNames {
  private InputNames() {}

  /** The name in the request of each input in the signature's order, or null of one left out. */
  static @Nullable String[] match(Signature signature, Map<String, ?> sent) {
    List<SignatureTensor> inputs = signature.inputs();
    @Nullable String[] names = new String[inputs.size()];
    int found = 0;
    boolean complete = true;
    for (int i = 0; i < names.length; i++) {
      SignatureTensor input = inputs.get(i);
      if (sent.containsKey(input.alias())) {
        names[i] = input.alias();
      } else if (sent.containsKey(input.spec().name()) && signature.isCalledByModelName(input)) {
        names[i] = input.spec().name();
      }
      if (names[i] != null) {
        found++;
      } else {
        complete &= input.optional();
      }
    }
    if (!complete || found != sent.size()) {
      throw refusal(signature, sent.keySet(), names);
    }
    return names;
  }

  private static TfServingException refusal(
      Signature signature, Set<String> sent, @Nullable String[] names) {
    int expected = names.length;
    List<String> defaults = optional(signature);
    boolean countFits = sent.size() == expected || (sent.size() < expected && !defaults.isEmpty());
    List<SignatureTensor> missing = missing(signature, names);
    if (!countFits) {
      return wrongCount(signature, sent, used(names), missing);
    }
    return missing.isEmpty()
        ? TfServingException.invalidArgument(
            "Inputs contains invalid name. Used request inputs: "
                + joined(used(names))
                + ", request input: "
                + joined(new TreeSet<>(sent)))
        : absent(missing.get(0), sent, defaults);
  }

  private static TfServingException wrongCount(
      Signature signature, Set<String> sent, Set<String> used, List<SignatureTensor> missing) {
    Set<String> extra = new TreeSet<>(sent);
    extra.removeAll(used);
    return TfServingException.invalidArgument(
        "input size does not match signature: "
            + sent.size()
            + "!="
            + signature.inputs().size()
            + " len({"
            + joined(new TreeSet<>(sent))
            + "}) != len({"
            + joined(signature.inputAliases())
            + "}). Sent extra: {"
            + joined(extra)
            + "}. Missing but required: {"
            + joined(missing.stream().map(SignatureTensor::alias).toList())
            + "}.");
  }

  private static TfServingException absent(
      SignatureTensor input, Set<String> sent, List<String> defaults) {
    return TfServingException.invalidArgument(
        "Signature input alias: "
            + input.alias()
            + "(feed name: "
            + input.tensorName()
            + ") not found in request and no default value provided. Inputs expected to be in the"
            + " request {"
            + joined(new TreeSet<>(sent))
            + "}, or default input alias set: "
            + joined(defaults));
  }

  private static Set<String> used(@Nullable String[] names) {
    Set<String> used = new TreeSet<>();
    for (String name : names) {
      if (name != null) {
        used.add(name);
      }
    }
    return used;
  }

  private static List<SignatureTensor> missing(Signature signature, @Nullable String[] names) {
    List<SignatureTensor> missing = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (names[i] == null && !signature.inputs().get(i).optional()) {
        missing.add(signature.inputs().get(i));
      }
    }
    return missing;
  }

  private static List<String> optional(Signature signature) {
    return signature.inputs().stream()
        .filter(SignatureTensor::optional)
        .map(SignatureTensor::alias)
        .toList();
  }

  private static String joined(Iterable<String> names) {
    return String.join(",", names);
  }
}
