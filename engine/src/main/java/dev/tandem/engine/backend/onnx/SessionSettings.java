package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.onnx.provider.ExecutionProvider;
import dev.tandem.engine.backend.onnx.provider.ExecutionProvider.Kind;
import dev.tandem.engine.backend.onnx.provider.GpuProviders;
import dev.tandem.engine.model.Device;
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
    List<String> operatorLibraries,
    List<ExecutionProvider> providers) {
  private static final String DEVICE_ALLOCATOR = "session.use_device_allocator_for_initializers";
  private static final Pattern EXECUTION_MODE = Pattern.compile("[01]");

  SessionSettings {
    operatorLibraries = List.copyOf(operatorLibraries);
    providers = List.copyOf(providers);
  }

  /** What {@code config} asks of a session on {@code device}. */
  static SessionSettings of(ModelConfig config, ThreadSettings defaults, Device device) {
    refuseCpuAccelerators(config);
    Settings parameters = parameters(config);
    boolean arena = parameters.flag("enable_mem_arena").orElse(true);
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
        ArenaShrinkage.of(parameters, arena, device),
        config.modelOperations().map(ModelOperations::opLibraryFilenames).orElse(List.of()),
        device instanceof Device.Gpu gpu ? GpuProviders.of(config, gpu.number()) : List.of());
  }

  boolean usesTensorRt() {
    return providers.stream().anyMatch(provider -> provider.kind() == Kind.TENSORRT);
  }

  /**
   * The same, but for what nobody asked for that TensorRT may refuse; empty where there is none.
   */
  Optional<SessionSettings> withoutProfiles() {
    List<ExecutionProvider> plain =
        providers.stream().map(ExecutionProvider::withoutProfile).toList();
    return Optional.of(
            new SessionSettings(
                threads,
                executionMode,
                optimizationLevel,
                memoryArena,
                memoryPattern,
                deviceAllocatorForInitializers,
                arenaShrinkage,
                operatorLibraries,
                plain))
        .filter(changed -> !plain.equals(providers));
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
      for (ExecutionProvider provider : providers) {
        provider.addTo(options);
      }
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

  private static void refuseCpuAccelerators(ModelConfig config) {
    config
        .optimization()
        .flatMap(Optimization::executionAccelerators)
        .flatMap(accelerators -> accelerators.cpu().stream().findFirst())
        .ifPresent(
            accelerator -> {
              throw new ServingException(
                  Reason.UNSUPPORTED,
                  "model '%s': unknown Execution Accelerator '%s' is requested"
                      .formatted(config.name(), accelerator.name()));
            });
  }
}
