package dev.tandem.kserve.grpc;

import static dev.tandem.testing.SampleConfigs.ECHO;
import static dev.tandem.testing.SampleConfigs.REPEAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelStreamInferResponse;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ModelStreamInfer of a whole server, with the decoupled backend {@code repeat}. */
class ModelStreamInferTest {
  private static final int AN_HOUR_MS = 3_600_000;
  private static final long PATIENCE_SECONDS = 60;

  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path repository) throws IOException {
    write(repository, "repeat", REPEAT);
    write(repository, "echo", ECHO);
    server = TestServer.start(repository);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
            .usePlaintext()
            .flowControlWindow(65_535)
            .build();
  }

  private static void write(Path repository, String model, String config) throws IOException {
    Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.writeString(repository.resolve(model).resolve("config.pbtxt"), config);
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    server.close();
    assertThat(server.openLeases()).isZero();
  }

  @Test
  void aDecoupledModelAnswersEachElement() throws Exception {
    Stream stream = new Stream();

    stream.send(repeat("a", 0, 4, 5, 6));
    stream.requests().onCompleted();

    for (int i = 0; i < 3; i++) {
      ModelInferResponse answer = stream.next().getInferResponse();
      assertThat(answer.getModelName()).isEqualTo("repeat");
      assertThat(answer.getId()).isEqualTo("a");
      assertThat(isFinal(answer)).isFalse();
      assertThat(numbers(answer, "OUT")).containsExactly(4 + i);
      assertThat(numbers(answer, "IDX")).containsExactly(i);
    }
    assertThat(stream.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void theEmptyLastAnswerComesWhereItIsWanted() throws Exception {
    Stream stream = new Stream();

    stream.send(wantingEmptyFinal(repeat("a", 0, 4)));
    stream.send(wantingEmptyFinal(repeat("b", 0)));
    stream.send(repeat("c", 0));
    stream.requests().onCompleted();

    assertThat(numbers(stream.next().getInferResponse(), "OUT")).containsExactly(4);
    for (String id : List.of("a", "b")) {
      ModelInferResponse last = stream.next().getInferResponse();
      assertThat(last.getId()).isEqualTo(id);
      assertThat(last.getModelName()).isEqualTo("repeat");
      assertThat(last.getModelVersion()).isEqualTo("1");
      assertThat(last.getOutputsCount()).isZero();
      assertThat(isFinal(last)).isTrue();
    }
    assertThat(stream.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void answersOfADecoupledModelDoNotWaitForOthersNorOthersForThem() throws Exception {
    Stream stream = new Stream();

    stream.send(repeat("slow", AN_HOUR_MS, 1));
    stream.send(echo("fast", 1));

    assertThat(stream.next().getInferResponse().getId()).isEqualTo("fast");
  }

  @Test
  void aStreamThatIsCancelledGivesItsRequestsUp() throws Exception {
    Stream stream = new Stream();
    stream.send(repeat("slow", AN_HOUR_MS, 1));
    stream.send(echo("taken", 1));
    stream.next();

    stream.requests().cancel("enough", null);
    assertThat(stream.end().getCode()).isEqualTo(Status.Code.CANCELLED);

    // The one instance is free again.
    Stream next = new Stream();
    next.send(repeat("next", 0, 7));
    assertThat(numbers(next.next().getInferResponse(), "OUT")).containsExactly(7);
  }

  @Test
  void aCallerThatReadsNothingGetsAllInOrderOnceItDoes() throws Exception {
    Stream stream = new Stream(false);
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      stream.send(echo(Integer.toString(i), IntStream.range(0, 1_000).toArray()));
    }
    stream.requests().onCompleted();

    stream.requests().request(count);

    for (int i = 0; i < count; i++) {
      assertThat(stream.next().getInferResponse().getId()).isEqualTo(Integer.toString(i));
    }
    assertThat(stream.end().getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aWrongRequestIsAnsweredAndTheStreamGoesOn() throws Exception {
    Stream stream = new Stream();

    stream.send(echo("1", 1).toBuilder().setModelName("nobody").build());
    stream.send(repeat("2", 0, 1, 2).toBuilder().setRawInputContents(1, raw(0)).build());
    stream.send(echo("3", 9));

    ModelStreamInferResponse unknown = stream.next();
    assertThat(unknown.getErrorMessage())
        .isEqualTo("Request for unknown model: 'nobody' is not found");
    assertThat(unknown.getInferResponse())
        .isEqualTo(ModelInferResponse.newBuilder().setId("1").build());
    List<ModelStreamInferResponse> rest = List.of(stream.next(), stream.next());
    assertThat(rest)
        .extracting(ModelStreamInferResponse::getErrorMessage)
        .anySatisfy(
            error -> assertThat(error).contains("input byte size mismatch for input 'DELAY'"))
        .anySatisfy(error -> assertThat(error).isEmpty());
  }

  @Test
  void callsWithOneAnswerRefuseDecoupledModels() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(repeat("1", 0, 1)))
        .withMessage(
            "UNIMPLEMENTED: ModelInfer RPC doesn't support models with decoupled transaction"
                + " policy");
  }

  private static boolean isFinal(ModelInferResponse answer) {
    return answer.getParametersOrThrow("triton_final_response").getBoolParam();
  }

  private static List<Integer> numbers(ModelInferResponse answer, String output) {
    for (int i = 0; i < answer.getOutputsCount(); i++) {
      if (answer.getOutputs(i).getName().equals(output)) {
        ByteBuffer bytes =
            answer.getRawOutputContents(i).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
          numbers.add(bytes.getInt());
        }
        return numbers;
      }
    }
    throw new AssertionError("no output " + output);
  }

  private static ModelInferRequest wantingEmptyFinal(ModelInferRequest request) {
    return request.toBuilder()
        .putParameters(
            "triton_enable_empty_final_response",
            InferParameter.newBuilder().setBoolParam(true).build())
        .build();
  }

  private static ModelInferRequest repeat(String id, int delayMs, int... values) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("repeat").setId(id);
    request.addInputsBuilder().setName("IN").setDatatype("INT32").addShape(values.length);
    request.addInputsBuilder().setName("DELAY").setDatatype("UINT32").addShape(values.length);
    request.addInputsBuilder().setName("WAIT").setDatatype("UINT32").addShape(1);
    int[] delays = IntStream.of(values).map(value -> delayMs).toArray();
    return request
        .addRawInputContents(raw(values))
        .addRawInputContents(raw(delays))
        .addRawInputContents(raw(0))
        .build();
  }

  private static ModelInferRequest echo(String id, int... values) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("echo").setId(id);
    request.addInputsBuilder().setName("INPUT0").setDatatype("INT32").addShape(values.length);
    return request.addRawInputContents(raw(values)).build();
  }

  private static ByteString raw(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    IntStream.of(values).forEach(bytes::putInt);
    return ByteString.copyFrom(bytes.flip());
  }

  /** A stream, and what has come on it. */
  private final class Stream
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<ModelInferRequest> requests;

    Stream() {
      this(true);
    }

    Stream(boolean reads) {
      this.reads = reads;
      GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(this);
    }

    ClientCallStreamObserver<ModelInferRequest> requests() {
      return Objects.requireNonNull(requests);
    }

    void send(ModelInferRequest request) {
      requests().onNext(request);
    }

    ModelStreamInferResponse next() throws InterruptedException {
      return (ModelStreamInferResponse) event();
    }

    Status end() throws InterruptedException {
      return (Status) event();
    }

    private Object event() throws InterruptedException {
      return Objects.requireNonNull(
          events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing came");
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> call) {
      requests = call;
      if (!reads) {
        call.disableAutoRequestWithInitial(0);
      }
    }

    @Override
    public void onNext(ModelStreamInferResponse response) {
      events.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      events.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      events.add(Status.OK);
    }
  }
}
