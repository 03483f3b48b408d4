package dev.tandem.tfserving.wire;

import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns the aliases that a request wants into the model's output names. */
final class OutputFilter {
  private OutputFilter() {}

  static List<String> names(Signature signature, List<String> aliases) {
    if (aliases.isEmpty()) {
      return signature.fetch();
    }
    List<String> names = new ArrayList<>(aliases.size());
    Set<String> seen = new HashSet<>();
    for (String alias : aliases) {
      SignatureTensor output = signature.output(alias).orElseThrow(() -> unknown(signature, alias));
      if (!seen.add(alias)) {
        throw TfServingException.invalidArgument("duplicate output tensor alias: " + alias);
      }
      names.add(output.spec().name());
    }
    return names;
  }

  private static TfServingException unknown(Signature signature, String alias) {
    return TfServingException.invalidArgument(
        "output tensor alias not found in signature: "
            + alias
            + " Outputs expected to be in the set {"
            + String.join(",", signature.outputAliases())
            + "}.");
  }
}
