package dev.tandem.ops;

import dev.tandem.engine.gpu.GpuReading;
import io.vertx.core.Future;
import java.util.List;

/** What the GPUs of the machine do, for whoever asks for metrics. */
public interface GpuReadings {
  /** Of a machine without GPUs, or where they are not asked for. */
  GpuReadings NONE = () -> Future.succeededFuture(List.of());

  /** Never fails: a GPU that says nothing is not in it. */
  Future<List<GpuReading>> latest();
}
