package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** What the answers of ensembles say beside their outputs. */
final class EnsembleAnswers {
  private static final Map<String, Object> OF_NONE =
      Map.of("sequence_id", 0L, "sequence_start", false, "sequence_end", false);

  private EnsembleAnswers() {}

  static InferResponse answer(InferRequest request, List<Tensor> outputs, List<Lease> shares) {
    return new InferResponse(
        request.model(), request.id(), outputs, shares, parameters(request.options().sequence()));
  }

  /** Where in its sequence the request stood, which Triton tells of ensembles alone. */
  private static Map<String, Object> parameters(SequencePlace place) {
    if (place.equals(SequencePlace.NONE)) {
      return OF_NONE;
    }
    Object id =
        place.id() instanceof SequenceId.Numbered number
            ? (Object) number.value()
            : place.id().toString();
    return Map.of("sequence_id", id, "sequence_start", place.start(), "sequence_end", place.end());
  }

  /** Why there is no answer where a step gave less than it was asked for. */
  static ServingException incomplete() {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "unexpected deadlock, at least one output is not set while no more ensemble steps can be"
            + " made");
  }

  /** A step's failure as the ensemble's. */
  static ServingException failure(String ensemble, ServingException ofStep) {
    return ofStep.text().isEmpty()
        ? ofStep
        : new ServingException(ofStep.reason(), "in ensemble '" + ensemble + "', " + ofStep.text());
  }
}
