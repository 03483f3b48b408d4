package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.grpc.Cancellation;
import dev.tandem.grpc.InferMethod;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.GetModelMetadataResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.LastSignature;
import dev.tandem.tfserving.wire.MetadataEncoder;
import dev.tandem.tfserving.wire.PredictDecoder;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * {@code tensorflow.serving.PredictionService}: GetModelMetadata, and Predict without message
 * objects.
 */
public final class TfPredictionService extends PredictionServiceGrpc.PredictionServiceImplBase {
  private final InferenceEngine engine;
  private final Predict predict;

  /** With {@code asTensorContent}, answers have runs of bytes in place of typed fields. */
  public TfPredictionService(
      InferenceEngine engine,
      PredictDecoder decoder,
      boolean asTensorContent,
      CallMetrics metrics) {
    this.engine = engine;
    predict = new Predict(engine, decoder, new LastSignature(), asTensorContent, metrics);
  }

  /** The service as it goes behind a port; {@code unread} bounds what its answers hold. */
  public ServerServiceDefinition definition(ByteBudget unread) {
    return ParsedRequests.of(
        this, List.of(InferMethod.of(PredictionServiceGrpc.getPredictMethod(), predict, unread)));
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> observer) {
    Cancellation.ignore(observer);
    Answers.answer(observer, () -> MetadataEncoder.answer(request, engine));
  }
}
