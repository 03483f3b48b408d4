package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOperations;
import dev.tandem.engine.model.Optimization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a model's configuration asks of its session, with Triton's names. */
record SessionSettings(
    ThreadSettings threads,
    ExecutionMode executionMode,
    OptLevel optimizationLevel,
    boolean memoryArena,
    boolean memoryPattern,
    Optional<Boolean> deviceAllocatorForInitializers,
    Optional<String> arenaShrinkage,
    List<String> operatorLibraries) {
  private static final String DEVICE_ALLOCATOR = "session.use_device_allocator_for_initializers";
  static final String ARENA_SHRINKAGE = "memory.enable_memory_arena_shrinkage";
  private static final Pattern EXECUTION_MODE = Pattern.compile("[01]");
  private static final Pattern CPU_ARENA = Pattern.compile("cpu:0");

  SessionSettings {
    operatorLibraries = List.copyOf(operatorLibraries);
  }

  static SessionSettings of(ModelConfig config, ThreadSettings defaults) {
    requireCpu(config);
    Settings parameters = parameters(config);
    boolean arena = parameters.flag("enable_mem_arena").orElse(true);
    Pattern arenas = arena ? CPU_ARENA : Pattern.compile("");
    return new SessionSettings(
        defaults.overriddenBy(config),
        parameters
            .text("execution_mode", EXECUTION_MODE, "0 or 1")
            .map(mode -> mode.equals("1") ? ExecutionMode.PARALLEL : ExecutionMode.SEQUENTIAL)
            .orElse(ExecutionMode.SEQUENTIAL),
        config
            .optimization()
            .flatMap(Optimization::graphLevel)
            .map(SessionSettings::level)
            .orElse(OptLevel.ALL_OPT),
        arena,
        parameters.flag("enable_mem_pattern").orElse(true),
        parameters.flag(DEVICE_ALLOCATOR),
        parameters
            .text(ARENA_SHRINKAGE, arenas, arena ? "cpu:0" : "nothing without enable_mem_arena")
            .filter(value -> !value.isEmpty()),
        config.modelOperations().map(ModelOperations::opLibraryFilenames).orElse(List.of()));
  }

  static Settings parameters(ModelConfig config) {
    return new Settings("model '" + config.name() + "'", config.parameters());
  }

  /**
   * The options for the session of {@code modelFile}, to be closed after it.
   *
   * @param modelFile operator libraries are looked for beside it, then in the folder above
   */
  SessionOptions toOptions(Path modelFile) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      applyTo(options);
      for (String library : operatorLibraries) {
        options.registerCustomOpLibrary(locate(library, modelFile).toString());
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private void applyTo(SessionOptions options) throws OrtException {
    if (threads.shared()) {
      options.disablePerSessionThreads();
    } else {
      options.setIntraOpNumThreads(threads.intraOp());
      options.setInterOpNumThreads(threads.interOp());
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
    }
    options.setExecutionMode(executionMode);
    options.setOptimizationLevel(optimizationLevel);
    options.setCPUArenaAllocator(memoryArena);
    options.setMemoryPatternOptimization(memoryPattern);
    if (deviceAllocatorForInitializers.isPresent()) {
      options.addConfigEntry(DEVICE_ALLOCATOR, deviceAllocatorForInitializers.get() ? "1" : "0");
    }
  }

  private static Path locate(String library, Path modelFile) {
    Path beside = modelFile.resolveSibling(library);
    Path above = modelFile.resolveSibling("..").resolve(library).normalize();
    return Files.exists(above) && !Files.exists(beside) ? above : beside;
  }

  private static OptLevel level(int graphLevel) {
    return switch (graphLevel) {
      case -1 -> OptLevel.BASIC_OPT;
      case 1 -> OptLevel.EXTENDED_OPT;
      case 2 -> OptLevel.NO_OPT;
      default -> OptLevel.ALL_OPT;
    };
  }

  private static void requireCpu(ModelConfig config) {
    for (InstanceGroup group : config.instanceGroups()) {
      if (group.kind() == InstanceGroup.Kind.GPU) {
        throw unsupported(
            config,
            "instance group '"
                + group.name()
                + "' is of KIND_GPU (expected: KIND_CPU; models run"
                + " on the CPU only)");
      }
    }
    config
        .optimization()
        .flatMap(Optimization::executionAccelerators)
        .flatMap(accelerators -> accelerators.cpu().stream().findFirst())
        .ifPresent(
            accelerator -> {
              throw unsupported(
                  config,
                  "unknown Execution Accelerator '" + accelerator.name() + "' is requested");
            });
  }

  private static ServingException unsupported(ModelConfig config, String text) {
    return new ServingException(Reason.UNSUPPORTED, "model '" + config.name() + "': " + text);
  }
}
