package dev.tandem.kserve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The health service over a real connection; the tests say when its watchers are told. */
class HealthServiceTest {
  private final FakeEngine engine =
      new FakeEngine(new NativePool(0), Runnable::run).serve(FakeModels.halfPlusTwo("m", 3));
  private final HealthService health = new HealthService(engine);
  private final Server server;
  private final ManagedChannel channel;
  private final HealthGrpc.HealthBlockingStub stub;

  HealthServiceTest() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .directExecutor()
            .addService(health)
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, server.getPort()))
            .usePlaintext()
            .build();
    stub = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "inference.GRPCInferenceService",
        "tensorflow.serving.PredictionService",
        "PredictionService",
        "ModelService",
        "m"
      })
  void servesUntilTheServerDrains(String service) {
    assertThat(check(service)).isEqualTo(ServingStatus.SERVING);

    engine.drain();

    assertThat(check(service)).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void doesNotServeAModelThatIsUnloaded() {
    engine.withdraw("m");

    assertThat(check("m")).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(check("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void knowsNoModelThatNobodyServed() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> check("other"))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
        .withMessageContaining("other");
  }

  @Test
  void tellsWatchersWhatChanges() {
    Iterator<HealthCheckResponse> watch = watch("m");
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);

    health.tellWatchers();
    engine.withdraw("m");
    health.tellWatchers();
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);

    engine.serve(FakeModels.halfPlusTwo("m", 4));
    health.tellWatchers();
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void letsWatchersWaitForAModelThatIsNotThereYet() {
    Iterator<HealthCheckResponse> watch = watch("later");
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);

    engine.serve(FakeModels.halfPlusTwo("later", 1));
    health.tellWatchers();

    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void endsWatchesWhenTheServerDrains() {
    Iterator<HealthCheckResponse> watch = watch("");
    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);

    engine.drain();
    health.tellWatchers();

    assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(watch::hasNext)
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .withMessageContaining("Server exiting");
  }

  private ServingStatus check(String service) {
    return stub.check(request(service)).getStatus();
  }

  private Iterator<HealthCheckResponse> watch(String service) {
    Iterator<HealthCheckResponse> answers = stub.watch(request(service));
    assertThat(answers.hasNext()).isTrue();
    // On the same event loop, so that the watch has begun in full when this is answered.
    check("");
    return answers;
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }
}
