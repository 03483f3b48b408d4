package dev.tandem.server;

import dev.tandem.engine.gpu.GpuMeters;
import dev.tandem.ops.GpuReadings;
import dev.tandem.ops.PolledGpus;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Whether the metrics page shows what GPUs do.
 *
 * @param interval how old what it shows may be
 */
public record GpuMetricsOptions(boolean allowed, Duration interval) {
  /** A machine without a driver does not load what would ask it. */
  GpuReadings readings(Vertx vertx) {
    return allowed && GpuMeters.isDriverLoaded()
        ? new PolledGpus(new GpuMeters(OnnxNatives.PROBE), interval, vertx)
        : GpuReadings.NONE;
  }
}
