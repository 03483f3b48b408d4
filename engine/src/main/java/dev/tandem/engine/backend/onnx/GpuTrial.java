package dev.tandem.engine.backend.onnx;

import java.util.Optional;

/** Finds out whether a GPU runs a model, since libraries that are there may not fit it. */
@FunctionalInterface
interface GpuTrial {
  /** What went wrong; empty where it works. */
  Optional<String> fault(int gpu);
}
