package dev.tandem.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.GpuReading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PolledGpusTest {
  private static final GpuReading GPU =
      new GpuReading(
          "GPU-1",
          OptionalDouble.of(0.5),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());

  private final List<Promise<List<GpuReading>>> reads = new ArrayList<>();
  private long nowNs = -50;
  private final PolledGpus gpus =
      new PolledGpus(
          List::of,
          Duration.ofNanos(100),
          work -> {
            Promise<List<GpuReading>> read = Promise.promise();
            reads.add(read);
            return read.future();
          },
          () -> nowNs);

  @Test
  void readsWhenSomebodyAsksAndTheLastReadingIsOld() {
    assertThat(reads).isEmpty();
    Future<List<GpuReading>> first = gpus.latest();
    reads.get(0).complete(List.of(GPU));
    nowNs += 99;

    assertThat(gpus.latest().result()).containsExactly(GPU);
    assertThat(first.result()).containsExactly(GPU);
    assertThat(reads).hasSize(1);

    nowNs += 1;
    assertThat(gpus.latest().isComplete()).isFalse();
    assertThat(reads).hasSize(2);
  }

  @Test
  void allWhoAskMeanwhileWaitForOneReading() {
    Future<List<GpuReading>> one = gpus.latest();
    nowNs += 1000;
    Future<List<GpuReading>> other = gpus.latest();
    reads.get(0).complete(List.of(GPU));

    assertThat(reads).hasSize(1);
    assertThat(one.result()).containsExactly(GPU);
    assertThat(other.result()).containsExactly(GPU);
  }

  @Test
  void aReadingThatFailsShowsNoGpus() {
    Future<List<GpuReading>> failed = gpus.latest();
    reads.get(0).fail("worker");

    assertThat(failed.result()).isEmpty();
  }
}
