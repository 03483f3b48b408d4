package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.tfserving.signature.Signature;
import java.util.List;

/** Makes the engine's request of what a caller gives and what the signature adds to it. */
public final class EngineRequests {
  private EngineRequests() {}

  /**
   * The request for {@code given}, which is added to; once released, it gives {@code memory} back
   * and runs {@code release}. Refuses inputs that have not the same number of rows.
   */
  public static InferRequest of(
      ServedModel model,
      Signature signature,
      List<Tensor> given,
      List<String> outputs,
      RequestOptions options,
      InputMemory memory,
      Runnable release) {
    if (!signature.constants().isEmpty()) {
      long rows = DefaultRows.asked(model, given);
      for (Tensor constant : signature.constants()) {
        given.add(DefaultRows.of(constant, rows, memory));
      }
    }
    ArgumentCheck.checkRows(model, given);
    Runnable both =
        () -> {
          memory.close();
          release.run();
        };
    return new InferRequest(model, "", given, outputs, options, both);
  }
}
