package dev.tandem.ops;

import dev.tandem.engine.gpu.GpuMeters;
import dev.tandem.engine.gpu.GpuReading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads GPUs when somebody asks and the last reading is older than the interval; on a worker, since
 * a driver takes its time, and once for all who ask meanwhile.
 */
public final class PolledGpus implements GpuReadings {
  private final Callable<List<GpuReading>> meters;
  private final long intervalNs;
  private final Function<Callable<List<GpuReading>>, Future<List<GpuReading>>> worker;
  private final LongSupplier nanoTime;
  private @Nullable Future<List<GpuReading>> reading;
  private long begunNs;

  public PolledGpus(GpuMeters meters, Duration interval, Vertx vertx) {
    this(meters::read, interval, work -> vertx.executeBlocking(work, false), System::nanoTime);
  }

  PolledGpus(
      Callable<List<GpuReading>> meters,
      Duration interval,
      Function<Callable<List<GpuReading>>, Future<List<GpuReading>>> worker,
      LongSupplier nanoTime) {
    this.meters = meters;
    intervalNs = interval.toNanos();
    this.worker = worker;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized Future<List<GpuReading>> latest() {
    Future<List<GpuReading>> last = reading;
    long nowNs = nanoTime.getAsLong();
    if (last == null || (last.isComplete() && nowNs - begunNs >= intervalNs)) {
      last = worker.apply(meters).otherwise(List.of());
      reading = last;
      begunNs = nowNs;
    }
    return last;
  }
}
