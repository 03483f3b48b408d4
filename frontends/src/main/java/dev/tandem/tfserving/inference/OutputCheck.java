package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.TfTypes;

/** Finds the outputs of a response, and holds them against what is made of them. */
final class OutputCheck {
  private OutputCheck() {}

  static Tensor find(InferResponse response, SignatureTensor output) {
    for (Tensor tensor : response.outputs()) {
      if (tensor.name().equals(output.spec().name())) {
        return tensor;
      }
    }
    throw new IllegalStateException("output '" + output.spec().name() + "': not in the response");
  }

  /** {@code separator} is what stands before the type in the text. */
  static void checkType(String what, DataType expected, Tensor tensor, String separator) {
    if (tensor.type() != expected) {
      throw invalidArgument(
          "Expected "
              + what
              + " Tensor of "
              + TfTypes.of(expected)
              + separator
              + "Got: "
              + TfTypes.of(tensor.type()));
    }
  }
}
