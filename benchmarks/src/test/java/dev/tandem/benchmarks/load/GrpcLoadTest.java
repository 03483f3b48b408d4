package dev.tandem.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcLoadTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String ECHO = "test.Load/Echo";
  private static final String FAILING = "test.Load/FailAfterFirst";

  private final AtomicInteger wrongRequests = new AtomicInteger();
  private final AtomicInteger failingCalls = new AtomicInteger();
  private byte[] request = {};
  private volatile long stallMs;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        NettyServerBuilder.forPort(0)
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .addService(
                ServerServiceDefinition.builder("test.Load")
                    .addMethod(
                        RawBytes.method(ECHO),
                        ServerCalls.asyncUnaryCall(
                            (received, observer) -> {
                              if (!Arrays.equals(received, request)) {
                                wrongRequests.incrementAndGet();
                              }
                              stall();
                              observer.onNext(received);
                              observer.onCompleted();
                            }))
                    .addMethod(
                        RawBytes.method(FAILING),
                        ServerCalls.asyncUnaryCall(
                            (received, observer) -> {
                              if (failingCalls.getAndIncrement() > 0) {
                                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                                return;
                              }
                              observer.onNext(received);
                              observer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void everyCallCarriesTheRequestAndIsAnswered() {
    LoadRun run = run(new byte[] {1, 2, 3}, 2, 4);

    assertThat(run.latencies().count()).isGreaterThanOrEqualTo(8);
    assertThat(run.failed()).isZero();
    assertThat(run.bytesPerAnswer()).isEqualTo(3);
    assertThat(wrongRequests).hasValue(0);
  }

  @Test
  void messagesMayBeLargerThanTheServersWindow() {
    byte[] large = new byte[3 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) i;
    }

    LoadRun run = run(large, 1, 3);

    assertThat(run.latencies().count()).isGreaterThanOrEqualTo(3);
    assertThat(run.failed()).isZero();
    assertThat(wrongRequests).hasValue(0);
  }

  @Test
  void failedCallsAreCountedAsSuch() {
    try (GrpcLoad load = new GrpcLoad(server.getPort(), FAILING, new byte[10], 1, 2)) {
      LoadRun run = load.run(SHORT);

      assertThat(run.failed()).isPositive();
      assertThat(run.latencies().count()).isZero();
    }
  }

  @Test
  void aPaceIsKept() {
    request = new byte[] {1, 2, 3};
    try (GrpcLoad load = new GrpcLoad(server.getPort(), ECHO, request, 2, 1)) {
      PacedRun paced = load.run(Duration.ofMillis(200), 500);

      assertThat(paced.run().latencies().count()).isEqualTo(100);
      assertThat(paced.run().failed()).isZero();
      assertThat(paced.lateness().count()).isEqualTo(100);
      assertThat(paced.run().elapsedNs()).isGreaterThanOrEqualTo(198_000_000);
    }
  }

  @Test
  void whatWaitsForAServerThatStallsCountsFromWhenItWasDue() {
    stallMs = 300;
    request = new byte[] {1, 2, 3};
    try (GrpcLoad load = new GrpcLoad(server.getPort(), ECHO, request, 1, 1)) {
      PacedRun paced = load.run(Duration.ofMillis(100), 100);

      assertThat(paced.run().latencies().count()).isEqualTo(10);
      assertThat(paced.run().latencies().percentileMicros(10)).isGreaterThan(290_000);
    }
  }

  @Test
  void failedCallsOfAPaceAreCountedAsSuch() {
    try (GrpcLoad load = new GrpcLoad(server.getPort(), FAILING, new byte[10], 1, 2)) {
      assertThat(load.run(SHORT, 100).run().failed()).isEqualTo(5);
    }
  }

  @Test
  void aMethodThatIsNotThereIsSaidAtOnce() {
    assertThatThrownBy(() -> new GrpcLoad(server.getPort(), "test.Load/No", new byte[1], 1, 1))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNIMPLEMENTED");
  }

  private void stall() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(stallMs));
  }

  private LoadRun run(byte[] message, int connections, int perConnection) {
    request = message;
    try (GrpcLoad load =
        new GrpcLoad(server.getPort(), ECHO, message, connections, perConnection)) {
      load.run(SHORT);
      return load.run(SHORT);
    }
  }
}
