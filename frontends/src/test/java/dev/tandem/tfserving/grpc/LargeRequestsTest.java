package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are short on the wire and long once they are read. */
@Timeout(60)
class LargeRequestsTest {
  private static final ModelSpec MODEL = ModelSpec.newBuilder().setName("m").build();
  private static final int TOO_MUCH = 8 << 20;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run).serve(FakeModels.halfPlusTwo("m", 1));
  private final GrpcServer server;
  private final PredictionServiceBlockingStub stub;
  private final PredictionServiceBlockingStub packing;

  LargeRequestsTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
    stub = PredictionServiceGrpc.newBlockingStub(server.channel());
    packing = stub.withCompression("gzip");
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void repeatsOneValueOnAWorker() {
    TensorProto answer = stub.predict(repeated(100_000)).getOutputsOrThrow("y");

    assertThat(answer.getFloatValList()).hasSize(100_000).containsOnly(2.5f);
  }

  @Test
  void refusesToRepeatAValueBeyondAllMeasure() {
    assertExhausted(() -> stub.predict(repeated(GrpcServer.MAX_TENSOR_BYTES)));
  }

  @Test
  void takesMessagesThatComeCompressed() {
    PredictRequest request = repeated(3);

    assertThat(packing.predict(request).getOutputsOrThrow("y").getFloatValList())
        .isEqualTo(Collections.nCopies(3, 2.5f));
    assertThat(packing.getModelMetadata(metadata("m")).getModelSpec().getName()).isEqualTo("m");
  }

  @Test
  void refusesMessagesThatUnpackToTooMuch() {
    TensorProto.Builder zeros = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
    zeros.setTensorContent(ByteString.copyFrom(new byte[TOO_MUCH]));
    PredictRequest bomb =
        PredictRequest.newBuilder().setModelSpec(MODEL).putInputs("x", zeros.build()).build();

    assertExhausted(() -> packing.predict(bomb));
    assertExhausted(() -> packing.getModelMetadata(metadata("m".repeat(TOO_MUCH))));
  }

  private static void assertExhausted(ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  private static GetModelMetadataRequest metadata(String model) {
    return GetModelMetadataRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName(model))
        .addMetadataField("signature_def")
        .build();
  }

  private static PredictRequest repeated(int times) {
    TensorProto.Builder x =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .addFloatVal(1)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(times)));
    return PredictRequest.newBuilder().setModelSpec(MODEL).putInputs("x", x.build()).build();
  }
}
