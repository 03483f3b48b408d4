package dev.tandem.benchmarks.micro;

import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.schedule.BatchPolicy;
import dev.tandem.engine.schedule.ExecutionPlan;
import dev.tandem.engine.schedule.InboxLimits;
import dev.tandem.engine.schedule.ModelScheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.SampleModel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A burst of requests through the scheduler over a model that only copies: check, admit, form a
 * batch, gather, scatter, answer.
 *
 * <p>{@code make jmh F=Scheduler ARGS="-prof gc"}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchedulerBenchmark implements ResponseSink {
  private static final int BURST = 64;
  private static final int FLOATS = 512;
  private static final long RETAINED_BYTES = 64L << 20;

  /** 1 for no batches. */
  @Param({"1", "64"})
  private int maxRows;

  private final NativePool pool = new NativePool(RETAINED_BYTES);
  private final Semaphore answered = new Semaphore(0);
  private ModelScheduler scheduler;
  private InferRequest request;
  private volatile long wrongAnswers;

  @Setup
  public void start() {
    ModelConfig config =
        ModelConfig.EMPTY
            .withName("m")
            .withMaxBatchSize(maxRows)
            .withScheduling(DynamicBatching.PLAIN)
            .withInputs(List.of(ModelInput.of("X", DataType.FP32, Shape.of(FLOATS))))
            .withOutputs(List.of(ModelOutput.of("Y", DataType.FP32, Shape.of(FLOATS))));
    BatchPolicy policy = BatchPolicy.of(config);
    scheduler =
        new ModelScheduler(
            "m-1",
            List.of(new FakeInstance(FakeInstance.echo(pool))),
            new ModelScheduler.Parts(
                policy,
                new InboxLimits(BURST * 2, Long.MAX_VALUE),
                new ExecutionPlan(config, policy, pool),
                new ByteBudget(Long.MAX_VALUE),
                new ModelCounters(maxRows, 0),
                SystemNanoClock.INSTANCE));
    scheduler.start();
    byte[] row = SampleInput.floats("X", FLOATS).bytes().toByteArray();
    TensorBytes bytes = TensorBytes.wrap(ByteBuffer.allocateDirect(row.length).put(row).flip());
    Tensor input = new Tensor("X", DataType.FP32, Shape.of(1, FLOATS), bytes);
    request =
        new InferRequest(
            SampleModel.of(config),
            "",
            List.of(input),
            List.of(),
            RequestOptions.NONE,
            InferRequest.NOTHING_TO_RELEASE);
  }

  @TearDown
  public void stop() {
    Expect.that(scheduler.stop(TimeUnit.SECONDS.toNanos(10)), "an end");
    Expect.that(pool.openLeases() == 0, "all memory back");
  }

  @Benchmark
  @OperationsPerInvocation(BURST)
  public void burst() {
    for (int i = 0; i < BURST; i++) {
      scheduler.submit(request, this);
    }
    answered.acquireUninterruptibly(BURST);
    Expect.that(wrongAnswers == 0, "a row for each request");
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    try (response) {
      if (response.outputs().get(0).bytes().size() != (long) FLOATS * Float.BYTES) {
        wrongAnswers = 1;
      }
    }
    answered.release();
  }

  @Override
  public void onFailure(ServingException failure) {
    wrongAnswers = 1;
    answered.release();
  }
}
