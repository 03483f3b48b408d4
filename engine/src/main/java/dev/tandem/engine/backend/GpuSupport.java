package dev.tandem.engine.backend;

import java.util.List;

/**
 * The GPUs that a backend can use.
 *
 * @param builtIn whether the backend could use GPUs if the machine had what it takes
 * @param gpus their numbers, in ascending order
 * @param whyNone where there are none
 */
public record GpuSupport(boolean builtIn, List<Integer> gpus, String whyNone) {
  public GpuSupport {
    gpus = List.copyOf(gpus);
  }

  /** A backend that has nothing to do with GPUs. */
  public static GpuSupport notBuiltIn(String why) {
    return new GpuSupport(false, List.of(), why);
  }

  /** A backend that could use GPUs, on a machine that has none for it. */
  public static GpuSupport noneUsable(String why) {
    return new GpuSupport(true, List.of(), why);
  }

  public static GpuSupport of(List<Integer> gpus) {
    return new GpuSupport(true, gpus, "");
  }
}
