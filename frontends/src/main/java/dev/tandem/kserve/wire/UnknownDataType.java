package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;

/** A data type that the protocol does not know. */
final class UnknownDataType {
  private UnknownDataType() {}

  /** As Triton says it, which shows every unknown name as {@code <invalid>}. */
  static ServingException refusal(String input, ServedModel model) {
    for (ModelInputSpec spec : model.inputs()) {
      if (spec.tensor().name().equals(input)) {
        return new ServingException(
            Reason.INVALID_TENSOR,
            "inference input '"
                + input
                + "' data-type is '<invalid>', but model '"
                + model.name()
                + "' expects '"
                + spec.tensor().type()
                + "'");
      }
    }
    return new ServingException(
        Reason.INVALID_REQUEST,
        "unexpected inference input '" + input + "' for model '" + model.name() + "'");
  }
}
