package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.model.Device;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which memory a session gives back to the system after each run. */
final class ArenaShrinkage {
  static final String KEY = "memory.enable_memory_arena_shrinkage";

  private static final Pattern ARENAS =
      Pattern.compile("((cpu:0|gpu:[0-9]{1,3})(;(cpu:0|gpu:[0-9]{1,3}))*)?");
  private static final Pattern GPU_ARENAS = Pattern.compile("(gpu:[0-9]{1,3}(;gpu:[0-9]{1,3})*)?");

  private ArenaShrinkage() {}

  /**
   * Of the arenas that {@code parameters} name, those of a session on {@code device}; ONNX Runtime
   * refuses all others.
   */
  static Optional<String> of(Settings parameters, boolean cpuArena, Device device) {
    Optional<String> said =
        cpuArena
            ? parameters.text(KEY, ARENAS, "cpu:0, gpu:<number>, or several with ; between")
            : parameters.text(KEY, GPU_ARENAS, "gpu:<number> alone without enable_mem_arena");
    return said.map(text -> ownArenas(text, device)).filter(own -> !own.isEmpty());
  }

  private static String ownArenas(String said, Device device) {
    String own = device instanceof Device.Gpu gpu ? "gpu:" + gpu.number() : "";
    return Arrays.stream(said.split(";", -1))
        .filter(arena -> arena.startsWith("cpu:") || arena.equals(own))
        .distinct()
        .collect(Collectors.joining(";"));
  }
}
