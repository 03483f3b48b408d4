package dev.tandem.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From one thread to another that is parked: offer, wake, take. There and back count as two.
 *
 * <p>{@code make jmh F=HandOff}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandOffBenchmark {
  private static final Object END = new Object();

  private final Object item = new Object();
  private final ParkingQueue there = new ParkingQueue();
  private final ParkingQueue back = new ParkingQueue();
  private final Thread echo = new Thread(this::echo, "echo");

  @Setup
  public void start() {
    echo.start();
  }

  @TearDown
  public void stop() throws InterruptedException {
    there.offer(END);
    echo.join();
  }

  private void echo() {
    for (Object taken = there.take(); taken != END; taken = there.take()) {
      back.offer(taken);
    }
  }

  @Benchmark
  @OperationsPerInvocation(2)
  public Object thereAndBack() {
    there.offer(item);
    Object answer = back.take();
    Expect.that(answer == item, "the item that was offered");
    return answer;
  }
}
