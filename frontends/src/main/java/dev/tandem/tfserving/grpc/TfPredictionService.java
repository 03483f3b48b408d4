package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.grpc.CallResources;
import dev.tandem.grpc.Cancellation;
import dev.tandem.grpc.InferMethod;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.MetadataEncoder;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * {@code tensorflow.serving.PredictionService}: GetModelMetadata, and all that infers without
 * message objects.
 */
public final class TfPredictionService extends PredictionServiceGrpc.PredictionServiceImplBase {
  private final InferenceEngine engine;
  private final Predict predict;
  private final ExampleCall classify;
  private final ExampleCall regress;
  private final MultiInference multiInference;

  /** With {@code asTensorContent}, answers have runs of bytes in place of typed fields. */
  public TfPredictionService(
      InferenceEngine engine,
      InputRoom room,
      SignatureLookup signatures,
      boolean asTensorContent,
      CallMetrics metrics) {
    this.engine = engine;
    predict = new Predict(engine, room, signatures, asTensorContent, metrics);
    classify = new ExampleCall(ExampleMethod.CLASSIFY, engine, room, signatures, metrics);
    regress = new ExampleCall(ExampleMethod.REGRESS, engine, room, signatures, metrics);
    multiInference = new MultiInference(engine, room, signatures, metrics);
  }

  /** The service as it goes behind a port. */
  public ServerServiceDefinition definition(CallResources resources) {
    return ParsedRequests.of(
        this,
        List.of(
            InferMethod.of(PredictionServiceGrpc.getPredictMethod(), predict, resources),
            InferMethod.of(PredictionServiceGrpc.getClassifyMethod(), classify, resources),
            InferMethod.of(PredictionServiceGrpc.getRegressMethod(), regress, resources),
            InferMethod.of(
                PredictionServiceGrpc.getMultiInferenceMethod(), multiInference, resources)),
        resources);
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answer(observer, () -> MetadataEncoder.answer(request, engine));
  }
}
