package dev.tandem.benchmarks.micro;

import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows of several requests side by side into leased memory. One copy of as many bytes is the floor.
 *
 * <p>{@code make jmh F=Gather ARGS="-prof gc"}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GatherBenchmark {
  private static final int FLOATS = 512;
  private static final long RETAINED_BYTES = 64L << 20;

  @Param({"1", "8", "64"})
  private int rows;

  private final NativePool pool = new NativePool(RETAINED_BYTES);
  private final List<TensorBytes> requests = new ArrayList<>();
  private ByteBuffer source;
  private ByteBuffer target;

  @Setup
  public void makeRows() {
    byte[] row = SampleInput.floats("INPUT", FLOATS).bytes().toByteArray();
    source = ByteBuffer.allocateDirect(rows * row.length);
    target = ByteBuffer.allocateDirect(rows * row.length);
    for (int i = 0; i < rows; i++) {
      requests.add(TensorBytes.wrap(ByteBuffer.allocateDirect(row.length).put(row).flip()));
      source.put(row);
    }
    source.flip();
    try (Lease lease = gathered()) {
      Expect.that(lease.view().equals(source), "the rows in their order");
    }
  }

  @Benchmark
  public void gather() {
    gathered().close();
  }

  @Benchmark
  public ByteBuffer copyAtOnce() {
    return target.clear().put(source.rewind());
  }

  private Lease gathered() {
    Lease lease = pool.lease(source.capacity());
    ByteBuffer batch = lease.view();
    for (TensorBytes request : requests) {
      request.copyTo(batch);
    }
    return lease;
  }
}
