package dev.tandem.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message is the letter of its place in its sequence, and the number of that. */
class SequenceLoadTest {
  private static final String METHOD = "test.Load/Note";

  private final Map<Integer, String> heard = new ConcurrentHashMap<>();
  private volatile int refused = -1;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forPort(0)
            .addService(
                ServerServiceDefinition.builder("test.Load")
                    .addMethod(RawBytes.method(METHOD), ServerCalls.asyncUnaryCall(this::note))
                    .build())
            .build()
            .start();
  }

  private void note(byte[] message, StreamObserver<byte[]> answers) {
    int sequence = message[1];
    if (sequence == refused) {
      answers.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    heard.merge(sequence, Character.toString(message[0]), String::concat);
    answers.onNext(message);
    answers.onCompleted();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void everySequenceBeginsGoesOnInTurnAndEnds() {
    try (SequenceLoad load = load(20)) {
      assertThat(load.run(Duration.ofMillis(50)).failed()).isZero();
      assertThat(load.run(Duration.ofMillis(50)).failed()).isZero();
    }

    assertThat(heard).hasSize(20);
    assertThat(heard.remove(0)).as("the sample, and the sequence").matches("ffn+l");
    assertThat(heard.values()).allSatisfy(each -> assertThat(each).matches("fn+l"));
  }

  @Test
  void aSequenceThatDoesNotBeginIsSaid() {
    refused = 7;

    assertThatThrownBy(() -> load(20)).hasMessage("sequences: 19 of 20 were answered well");
  }

  @Test
  void everyCallerNeedsASequence() {
    assertThatThrownBy(() -> load(7))
        .hasMessage("sequences: 7 (expected: >= 8, one for each caller)");
  }

  private SequenceLoad load(int sequences) {
    return new SequenceLoad(
        server.getPort(),
        METHOD,
        IntStream.range(0, sequences)
            .mapToObj(i -> new SequenceMessages(message('f', i), message('n', i), message('l', i)))
            .toList(),
        2,
        4);
  }

  private static ByteString message(char place, int sequence) {
    return ByteString.copyFrom(new byte[] {(byte) place, (byte) sequence});
  }
}
