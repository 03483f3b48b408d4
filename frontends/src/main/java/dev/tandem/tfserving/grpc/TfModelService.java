package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.grpc.Cancellation;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelServiceGrpc;
import dev.tandem.proto.tfserving.ReloadConfigRequest;
import dev.tandem.proto.tfserving.ReloadConfigResponse;
import dev.tandem.proto.tfserving.StatusProto;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.StatusEncoder;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.stub.StreamObserver;

/** {@code tensorflow.serving.ModelService}: which versions there are, and which are to be. */
public final class TfModelService extends ModelServiceGrpc.ModelServiceImplBase {
  private final InferenceEngine engine;
  private final BasePathReload reload;

  public TfModelService(InferenceEngine engine, BasePathReload reload) {
    this.engine = engine;
    this.reload = reload;
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

  @Override
  public void handleReloadConfigRequest(
      ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answerAfter(
        observer,
        () -> reload.apply(BasePathConfig.ofRequest(request.getConfig())),
        () -> reloaded(request));
  }

  /** None of the counters that may be asked for is among ours, so that none has risen. */
  private static ReloadConfigResponse reloaded(ReloadConfigRequest request) {
    ReloadConfigResponse.Builder answer =
        ReloadConfigResponse.newBuilder().setStatus(StatusProto.getDefaultInstance());
    request
        .getMetricNamesList()
        .forEach(name -> answer.addMetricBuilder().setName(name).setInt64ValueIncrease(0));
    return answer.build();
  }
}
