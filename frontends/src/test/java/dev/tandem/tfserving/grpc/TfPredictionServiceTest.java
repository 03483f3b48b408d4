package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Int64Value;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TfPredictionServiceTest {
  private final NativePool pool = new NativePool(1 << 20, true);
  private final ExecutorService runner = Executors.newSingleThreadExecutor();
  private final FakeEngine engine =
      new FakeEngine(pool, runner)
          .serve(
              FakeModels.halfPlusTwo("m", 3),
              FakeModels.halfPlusTwo("m", 20),
              FakeModels.halfPlusTwo("fixed", 1, Shape.of(-1, 4)));
  private final GrpcServer server;
  private final PredictionServiceBlockingStub stub;

  TfPredictionServiceTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
    stub = PredictionServiceGrpc.newBlockingStub(server.channel());
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.close();
    runner.shutdown();
    assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersWithTheNewestVersion() {
    PredictResponse response =
        stub.predict(predict(ModelSpec.newBuilder().setName("m"), floats(1, 2, 5)));

    TensorProto y = response.getOutputsOrThrow("y");
    assertThat(y.getFloatValList()).containsExactly(2.5f, 3f, 4.5f);
    assertThat(y.getTensorShape().getDimList())
        .extracting(dim -> dim.getSize())
        .containsExactly(3L);
    assertThat(response.getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("m")
                .setSignatureName("serving_default")
                .setVersion(Int64Value.of(20))
                .build());
  }

  @Test
  void answersWithTheVersionThatCarriesTheLabel() {
    engine.label("m", "stable", 3);

    PredictResponse response =
        stub.predict(
            predict(ModelSpec.newBuilder().setName("m").setVersionLabel("stable"), floats(1)));

    assertThat(response.getModelSpec())
        .isEqualTo(
            ModelSpec.newBuilder()
                .setName("m")
                .setSignatureName("serving_default")
                .setVersion(Int64Value.of(3))
                .build());
  }

  @Test
  void answersInTensorContentWhereToldTo() throws IOException {
    try (GrpcServer contentServer = new GrpcServer(engine, pool, true)) {
      PredictResponse response =
          PredictionServiceGrpc.newBlockingStub(contentServer.channel())
              .predict(predict(ModelSpec.newBuilder().setName("m"), floats(1)));

      TensorProto y = response.getOutputsOrThrow("y");
      assertThat(y.getFloatValCount()).isZero();
      assertThat(y.getTensorContent().toByteArray()).containsExactly(0, 0, 0x20, 0x40);
    }
  }

  @Test
  void givesTheEngineTheCallsDeadline() {
    long before = System.nanoTime();

    PredictResponse unused =
        stub.withDeadlineAfter(1, TimeUnit.HOURS)
            .predict(predict(ModelSpec.newBuilder().setName("m"), floats(1)));

    assertThat(engine.requests().get(0).options().deadlineNs() - before)
        .isBetween(TimeUnit.MINUTES.toNanos(59), TimeUnit.MINUTES.toNanos(61));
  }

  @Test
  void givesTheEngineNoDeadlineWhereTheCallHasNone() {
    PredictResponse unused = stub.predict(predict(ModelSpec.newBuilder().setName("m"), floats(1)));

    assertThat(engine.requests().get(0).options()).isEqualTo(RequestOptions.NONE);
  }

  @Test
  void refusesSmallMessageThatAsksForMuchMemory() {
    TensorProto huge =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(1L << 40)))
            .addFloatVal(1)
            .build();

    refuses(
        predict(ModelSpec.newBuilder().setName("m"), huge),
        Status.Code.RESOURCE_EXHAUSTED,
        "tensor \"x\" takes the request's tensors beyond 1048576 bytes");
  }

  @Test
  void refusesModelsThatGiveManyAnswers() {
    engine.serve(
        FakeModels.halfPlusTwo("many", 1)
            .withConfig(ModelConfig.EMPTY.withTransactionPolicy(new TransactionPolicy(true))));

    refuses(
        predict(ModelSpec.newBuilder().setName("many"), floats(1)),
        Status.Code.UNIMPLEMENTED,
        "Predict gives one answer, but model many may give any number (decoupled)");
  }

  @ParameterizedTest
  @CsvSource({
    "EXECUTION_FAILED, boom, INTERNAL, boom",
    "QUEUE_FULL, Exceeds maximum queue size, UNAVAILABLE, Exceeds maximum queue size",
    "DEADLINE_EXCEEDED, late, DEADLINE_EXCEEDED, Timed out waiting for notification",
    "QUEUE_TIMEOUT, late, RESOURCE_EXHAUSTED,"
        + " Run() timeout exceeded while waiting in batching queue",
    "VERSION_NOT_READY, gone, NOT_FOUND, Servable not found for request: Latest(m)",
  })
  void passesTheEnginesFailuresOn(
      Reason reason, String message, Status.Code code, String expected) {
    engine.failWith(new ServingException(reason, message));

    refuses(predict(ModelSpec.newBuilder().setName("m"), floats(1)), code, expected);
  }

  @Test
  void cutsLongMessages() {
    engine.failWith(new ServingException(Reason.INTERNAL, "x".repeat(5000)));

    refuses(
        predict(ModelSpec.newBuilder().setName("m"), floats(1)),
        Status.Code.INTERNAL,
        "x".repeat(1024) + "...TRUNCATED");
  }

  @Test
  @Timeout(60)
  void givesMemoryBackWhenTheCallerHasGone() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    FakeEngine slow = new FakeEngine(pool, held::add).serve(FakeModels.halfPlusTwo("m", 1));
    TensorProto shortList = floats(1).toBuilder().setTensorShape(vector(2)).build();
    try (GrpcServer slowServer = new GrpcServer(slow, pool, false)) {
      ListenableFuture<PredictResponse> answer =
          PredictionServiceGrpc.newFutureStub(slowServer.channel())
              .predict(predict(ModelSpec.newBuilder().setName("m"), shortList));
      Runnable inference = held.take();
      assertThat(pool.openLeases()).isEqualTo(1);

      assertThat(answer.cancel(true)).isTrue();
      while (pool.openLeases() > 0) {
        Thread.onSpinWait();
      }
      inference.run();

      assertThat(slow.cancellations()).containsExactly(Reason.CANCELLED);
      assertThat(pool.openLeases()).isZero();
    }
  }

  private void refuses(PredictRequest request, Status.Code code, String text) {
    refusesCall(() -> stub.predict(request), code, text);
  }

  private static void refusesCall(Runnable call, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getStatus().getDescription()).isEqualTo(text));
  }

  private static PredictRequest predict(ModelSpec.Builder spec, TensorProto x) {
    return PredictRequest.newBuilder().setModelSpec(spec).putInputs("x", x).build();
  }

  private static TensorProto floats(float... values) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(vector(values.length));
    for (float value : values) {
      proto.addFloatVal(value);
    }
    return proto.build();
  }

  private static TensorShapeProto vector(int elements) {
    return TensorShapeProto.newBuilder()
        .addDim(TensorShapeProto.Dim.newBuilder().setSize(elements))
        .build();
  }
}
