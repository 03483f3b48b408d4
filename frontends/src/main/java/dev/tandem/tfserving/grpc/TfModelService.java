package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.grpc.Cancellation;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelServiceGrpc;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.StatusEncoder;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.stub.StreamObserver;

/** {@code tensorflow.serving.ModelService}: GetModelStatus. */
public final class TfModelService extends ModelServiceGrpc.ModelServiceImplBase {
  private final InferenceEngine engine;

  public TfModelService(InferenceEngine engine) {
    this.engine = engine;
  }

  @Override
  public void getModelStatus(
      GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answer(observer, () -> status(request));
  }

  private GetModelStatusResponse status(GetModelStatusRequest request) {
    if (!request.hasModelSpec()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    return StatusEncoder.answer(ServableRequest.of(request.getModelSpec()), engine);
  }
}
