package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.grpc.Cancellation;
import dev.tandem.grpc.InferMethod;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.MetadataEncoder;
import dev.tandem.tfserving.wire.PredictDecoder;
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
      PredictDecoder decoder,
      ExampleDecoder examples,
      SignatureLookup signatures,
      boolean asTensorContent,
      CallMetrics metrics) {
    this.engine = engine;
    predict = new Predict(engine, decoder, signatures, asTensorContent, metrics);
    classify = new ExampleCall(ExampleMethod.CLASSIFY, engine, examples, signatures, metrics);
    regress = new ExampleCall(ExampleMethod.REGRESS, engine, examples, signatures, metrics);
    multiInference = new MultiInference(engine, examples, signatures, metrics);
  }

  /** The service as it goes behind a port; {@code unread} bounds what its answers hold. */
  public ServerServiceDefinition definition(ByteBudget unread) {
    return ParsedRequests.of(
        this,
        List.of(
            InferMethod.of(PredictionServiceGrpc.getPredictMethod(), predict, unread),
            InferMethod.of(PredictionServiceGrpc.getClassifyMethod(), classify, unread),
            InferMethod.of(PredictionServiceGrpc.getRegressMethod(), regress, unread),
            InferMethod.of(
                PredictionServiceGrpc.getMultiInferenceMethod(), multiInference, unread)));
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answer(observer, () -> MetadataEncoder.answer(request, engine));
  }
}
