package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;
import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.Signatures;

/** One thing to ask about the examples of a request, by a signature that can tell. */
public record InferenceTask(ExampleMethod method, Signature signature) {
  public InferenceTask {
    requireNonNull(method, "method");
    requireNonNull(signature, "signature");
  }

  /** What a Classify or a Regress asks for by the name of a signature, or by none. */
  public static InferenceTask of(
      ExampleMethod method, ServedModel model, String signatureName, boolean checksMethods) {
    Signature signature =
        Signatures.of(model)
            .find(signatureName)
            .orElseThrow(
                () ->
                    invalidArgument(
                        "No signature was found with the name: "
                            + Signatures.resolved(signatureName)));
    method.check(signature, checksMethods);
    return new InferenceTask(method, signature);
  }
}
