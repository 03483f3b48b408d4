package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.ControlInput;
import dev.tandem.engine.tensor.DataType;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a model that keeps sequences asks of a request; for any thread. */
final class SequenceRules {
  private final Optional<ControlInput> idInput;
  private final DataType idType;
  private final boolean iterative;

  /** Names for requests that come without one, which no client is likely to use. */
  private final AtomicLong nextOwnId = new AtomicLong(Long.MIN_VALUE);

  SequenceRules(SequenceBatching batching) {
    idInput = SequenceControls.idInput(batching);
    idType =
        idInput
            .map(input -> input.controls().get(0).inputType().orElseThrow())
            .orElse(DataType.UINT64);
    iterative = batching.iterative();
  }

  /** The request with a place of its own, where the model gives one to those that have none. */
  InferRequest placed(InferRequest request) {
    if (!iterative || !request.options().sequence().id().isNone()) {
      return request;
    }
    SequenceId own =
        idType == DataType.BYTES
            ? new SequenceId.Named("tandem-" + nextOwnId.getAndIncrement())
            : new SequenceId.Numbered(nextOwnId.getAndIncrement());
    RequestOptions options = request.options().in(new SequencePlace(own, true, true));
    return request.with(options);
  }

  /** Whether the id is of the kind that the model is told; looked at before the inputs are. */
  void checkId(InferRequest request) {
    if (idInput.isEmpty()) {
      return;
    }
    SequenceId id = request.options().sequence().id();
    boolean isText = id instanceof SequenceId.Named;
    if (isText != (idType == DataType.BYTES)) {
      throw RequestRules.invalid(
          "sequence batching control '"
              + idInput.get().name()
              + "' data-type is '"
              + (isText ? DataType.BYTES : DataType.UINT64)
              + "', but model '"
              + request.model().name()
              + "' expects '"
              + idType
              + "'");
    }
  }

  /** What is looked at once the inputs are in order. */
  static void check(InferRequest request, int rows) {
    String model = "inference request to model '" + request.model().name() + "' must specify ";
    if (request.options().sequence().id().isNone()) {
      throw new ServingException(
          Reason.INVALID_REQUEST, model + "a non-zero or non-empty correlation ID");
    }
    if (rows != 1) {
      throw new ServingException(
          Reason.INVALID_REQUEST, model + "batch-size 1 due to requirements of sequence batcher");
    }
  }
}
