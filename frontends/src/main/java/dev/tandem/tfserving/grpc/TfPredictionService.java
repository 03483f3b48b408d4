package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.grpc.Cancellation;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.tfserving.wire.MetadataEncoder;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.PredictEncoder;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.Signature;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code tensorflow.serving.PredictionService}: Predict and GetModelMetadata. */
public final class TfPredictionService extends PredictionServiceGrpc.PredictionServiceImplBase {
  private final InferenceEngine engine;
  private final PredictDecoder decoder;
  private final PredictEncoder encoder;

  public TfPredictionService(
      InferenceEngine engine, PredictDecoder decoder, PredictEncoder encoder) {
    this.engine = engine;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> observer) {
    Cancellation.ignore(observer);
    try {
      start(request, observer);
    } catch (TfServingException e) {
      Answers.refuse(observer, e);
    } catch (RuntimeException e) {
      Answers.fail(observer, e);
    }
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answer(observer, () -> MetadataEncoder.answer(request, engine));
  }

  private void start(PredictRequest request, StreamObserver<PredictResponse> observer) {
    if (!request.hasModelSpec()) {
      throw TfServingException.invalidArgument("Missing ModelSpec");
    }
    ServableRequest servable = ServableRequest.of(request.getModelSpec());
    ServedModel model = servable.findForPredict(engine);
    String signatureName = request.getModelSpec().getSignatureName();
    if (!Signature.isKnown(signatureName)) {
      throw new TfServingException(
          Status.Code.FAILED_PRECONDITION,
          "Serving signature key \"" + signatureName + "\" not found.");
    }
    Signature signature = Signature.of(model);
    InferRequest inference = decoder.decode(request, model, signature, options());
    engine.infer(inference, new PredictSink(servable, signature, encoder, observer));
  }

  private static RequestOptions options() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? RequestOptions.NONE
        : new RequestOptions(
            0, 0, System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS), Map.of());
  }
}
