package dev.tandem.kserve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.kserve.access.ForwardedHeaders;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.ServerIdentity;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.testing.CallRoom;
import dev.tandem.testing.HeldLog;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ModelInfer over a real connection. */
class ModelInferTest {
  /** For one of the largest answers here, but not for two. */
  private static final long ROOM_BYTES = 3_000_000;

  private static final int SMALL_WINDOW_BYTES = 65_535;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final ExecutorService runner = Executors.newSingleThreadExecutor();
  private final ByteBudget unread = new ByteBudget(ROOM_BYTES);
  private final Gate gate = new Gate();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final FakeEngine engine =
      new FakeEngine(pool, runner).serve(FakeModels.halfPlusTwo("m", 3));
  private final Server server;
  private final ManagedChannel channel;
  private final GRPCInferenceServiceBlockingStub stub;

  ModelInferTest() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .directExecutor()
            .intercept(new CancellationWatch())
            .addService(
                new KServeGrpcService(
                        engine,
                        new ServerIdentity("tandem", "0"),
                        new HeldLog(),
                        SharedMemory.OFF,
                        ForwardedHeaders.NONE)
                    .definition(CallRoom.unread(unread)))
            .build()
            .start();
    channel = toServer().build();
    stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  private NettyChannelBuilder toServer() {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
        .usePlaintext();
  }

  @AfterEach
  void stop() throws InterruptedException {
    gate.open();
    channel.shutdownNow();
    server.shutdownNow();
    assertThat(server.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    runner.shutdown();
    assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.openLeases()).isZero();
    assertThat(unread.reserved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_000, 400_000})
  void answersTensorsOfAnySize(int elements) {
    ModelInferResponse response = stub.modelInfer(request("m", elements));

    assertThat(response.getModelName()).isEqualTo("m");
    assertThat(response.getModelVersion()).isEqualTo("3");
    assertThat(response.getId()).isEqualTo("7");
    assertThat(response.getOutputs(0).getName()).isEqualTo("y");
    assertThat(response.getOutputs(0).getShapeList()).containsExactly((long) elements);
    assertThat(response.getRawOutputContents(0)).isEqualTo(values(elements, 2.5f));
  }

  @Test
  void readsCompressedRequests() {
    ModelInferResponse response = stub.withCompression("gzip").modelInfer(request("m", 100_000));

    assertThat(response.getRawOutputContents(0)).isEqualTo(values(100_000, 2.5f));
  }

  @Test
  void refusesAnAnswerWhereOthersThatNobodyReadsHoldTheRoom() throws Exception {
    ManagedChannel narrow = toServer().flowControlWindow(SMALL_WINDOW_BYTES).build();
    ClientCall<ModelInferRequest, ModelInferResponse> lazy =
        narrow.newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), CallOptions.DEFAULT);
    // Nothing is asked of this call, so that its answer fills the window of its stream, and stays.
    lazy.start(new ClientCall.Listener<>() {}, new Metadata());
    lazy.sendMessage(request("m", 400_000));
    lazy.halfClose();
    while (unread.reserved() == 0) {
      Thread.onSpinWait();
    }

    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub.modelInfer(request("m", 400_000)))
        .satisfies(
            failure ->
                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

    narrow.shutdownNow();
    cancelled.await();
    assertThat(stub.modelInfer(request("m", 400_000)).getOutputsCount()).isOne();
  }

  @Test
  void refusesUnknownModels() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub.modelInfer(request("other", 5_000)))
        .satisfies(
            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  @Test
  void tellsTheEngineThatTheCallerHasGone() throws Exception {
    runner.execute(gate::pass);
    ListenableFuture<ModelInferResponse> answer =
        GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(request("m", 5_000));
    awaitRequest();

    assertThat(answer.cancel(true)).isTrue();
    cancelled.await();

    assertThat(engine.cancellations()).containsExactly(Reason.CANCELLED);
  }

  @Test
  void tellsTheEngineThatTheDeadlineHasPassed() throws Exception {
    runner.execute(gate::pass);
    // Only the server knows of this deadline, so that no cancel by the client comes before it.
    Metadata timeout = new Metadata();
    timeout.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "100m");
    ListenableFuture<ModelInferResponse> answer =
        GRPCInferenceServiceGrpc.newFutureStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(timeout))
            .modelInfer(request("m", 5_000));

    cancelled.await();

    assertThat(answer).failsWithin(Duration.ofSeconds(30));
    assertThat(engine.cancellations()).containsExactly(Reason.DEADLINE_EXCEEDED);
  }

  /** Until the request is at the engine, whose answer waits behind the gate. */
  private void awaitRequest() throws InterruptedException {
    gate.awaitArrivals(1);
    while (engine.requests().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private static ModelInferRequest request(String model, int elements) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName(model).setId("7");
    request.addInputsBuilder().setName("x").setDatatype("FP32").addShape(elements);
    return request.addRawInputContents(values(elements, 1)).build();
  }

  private static ByteString values(int count, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(value);
    }
    return ByteString.copyFrom(bytes.flip());
  }

  /** Tells when a call was cancelled and its listener has seen it. */
  private final class CancellationWatch implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
        @Override
        public void onCancel() {
          super.onCancel();
          cancelled.countDown();
        }
      };
    }
  }
}
