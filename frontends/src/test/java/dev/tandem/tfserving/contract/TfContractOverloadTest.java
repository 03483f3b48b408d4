package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.RegressionResponse;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mistake 25 of the contract by examples: too much at once, for the model or for its time. */
@Timeout(120)
class TfContractOverloadTest {
  /** Its runs last longer than any test; a run that nobody waits for is ended before. */
  private static final String CONFIG =
      """
      backend: 'identity' max_batch_size: 4
      input { name: 'x' data_type: TYPE_FP32 dims: 1 }
      output { name: 'y' data_type: TYPE_FP32 dims: 1 }
      parameters { key: 'execute_delay_ms' value { string_value: '600000' } }
      """;

  private static final String BATCHING =
      "max_batch_size { value: 2 } num_batch_threads { value: 1 } max_enqueued_batches { value: 2 }";
  private static final String EXAMPLE =
      " examples { features { feature { key: 'x' value { float_list { value: 1 } } } } }";
  private static final String TOO_LARGE = "Task size 3 is larger than maximum input batch size 2";
  private static final String QUEUE_FULL =
      "The batch scheduling queue to which this task was submitted is full; currently 2 batches"
          + " enqueued and max_enqueued_batches is 2";

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private TestServer server;

  @SuppressWarnings("NullAway.Init") // before each test
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    new SampleRepository(folder).model("slow", CONFIG, 1).file("batching", BATCHING);
    server =
        TestServer.start(
            "--model_name=slow",
            "--model_base_path=" + folder.resolve("slow"),
            "--enable_model_warmup=false",
            "--enable_batching",
            "--batching_parameters_file=" + folder.resolve("batching"),
            "--rest_api_timeout_in_ms=300");
    channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.tfGrpcPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    assertThat(server.openLeases()).isZero();
  }

  @Test
  void refusesMoreExamplesThanABatchHas() {
    assertRefused(() -> regress(3), Status.Code.INVALID_ARGUMENT, TOO_LARGE);
    restRegress(3).assertError(400, TOO_LARGE);
  }

  @Test
  void answersWhereTheTimeIsUp() {
    restRegress(1).assertError(504, "Timed out waiting for notification");
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                PredictionServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .regress(request(1)))
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    awaitWaiting(0);
  }

  @Test
  void refusesWhatFindsTheQueueFull() {
    List<ListenableFuture<RegressionResponse>> inside = new ArrayList<>();
    inside.add(start(2));
    inside.add(start(2));
    awaitWaiting(1);
    inside.add(start(2));
    awaitWaiting(2);

    assertRefused(() -> regress(2), Status.Code.UNAVAILABLE, QUEUE_FULL);
    restRegress(2).assertError(503, QUEUE_FULL);

    inside.forEach(call -> call.cancel(true));
    awaitWaiting(0);
  }

  private void regress(int examples) {
    assertThat(PredictionServiceGrpc.newBlockingStub(channel).regress(request(examples)))
        .as("it never ends")
        .isNull();
  }

  private ListenableFuture<RegressionResponse> start(int examples) {
    return PredictionServiceGrpc.newFutureStub(channel).regress(request(examples));
  }

  private static RegressionRequest request(int examples) {
    RegressionRequest.Builder request = RegressionRequest.newBuilder();
    Protos.merge(
        "model_spec { name: 'slow' signature_name: 'regression' } input { example_list {"
            + EXAMPLE.repeat(examples)
            + " } }",
        request);
    return request.build();
  }

  private RestReply restRegress(int examples) {
    String body =
        "{\"signature_name\": \"regression\", \"examples\": [{\"x\": 1.5}"
            + ", {\"x\": 1.5}".repeat(examples - 1)
            + "]}";
    String head =
        "POST /v1/models/slow:regress HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n";
    return RestReply.of(
        ContractServer.rawText(server.tfHttpPort(), ContractServer.bytes(head + body)));
  }

  /** Looks until so many requests wait behind the one that runs. */
  private void awaitWaiting(int requests) {
    Pattern line =
        Pattern.compile("nv_inference_pending_request_count\\{[^}]*\\} " + requests + "(\\.0)?\n");
    byte[] look =
        ContractServer.bytes("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    while (!line.matcher(ContractServer.rawText(server.metricsPort(), look)).find()) {
      assertThat(Thread.currentThread().isInterrupted()).as("in time").isFalse();
    }
  }
}
