package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.OnnxRunner.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOperations;
import dev.tandem.engine.model.Optimization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSettingsTest {
  private static final ThreadSettings NOTHING_SAID =
      ThreadSettings.ofBackend("onnxruntime", Map.of());

  @BeforeAll
  static void startOnnxRuntime() {
    OnnxEnvironment.create(NOTHING_SAID);
  }

  @Test
  void aModelThatSaysNothingRunsOnItsCallersThread() {
    assertThat(settings(Map.of()))
        .isEqualTo(
            new SessionSettings(
                new ThreadSettings(1, 1, false),
                ExecutionMode.SEQUENTIAL,
                OptLevel.ALL_OPT,
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of()));
  }

  @Test
  void readsEveryParameter() {
    assertThat(
            settings(
                Map.of(
                    "intra_op_thread_count", "4",
                    "inter_op_thread_count", "2",
                    "execution_mode", "1",
                    "enable_mem_arena", "0",
                    "enable_mem_pattern", "0",
                    "session.use_device_allocator_for_initializers", "1",
                    "gpu_mem_limit", "not looked at")))
        .isEqualTo(
            new SessionSettings(
                new ThreadSettings(4, 2, false),
                ExecutionMode.PARALLEL,
                OptLevel.ALL_OPT,
                false,
                false,
                Optional.of(true),
                Optional.empty(),
                List.of(),
                List.of()));
    assertThat(settings(Map.of("memory.enable_memory_arena_shrinkage", "cpu:0")).arenaShrinkage())
        .contains("cpu:0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "intra_op_thread_count|0|threads|ThreadSettings[intraOp=0, interOp=1, shared=false]",
        "intra_op_thread_count|4|threads|ThreadSettings[intraOp=4, interOp=1, shared=false]",
        "inter_op_thread_count|2|threads|ThreadSettings[intraOp=1, interOp=2, shared=false]",
        "execution_mode|0|executionMode|SEQUENTIAL",
        "execution_mode|1|executionMode|PARALLEL",
        "enable_mem_arena|0|memoryArena|false",
        "enable_mem_arena|on|memoryArena|true",
        "enable_mem_pattern|off|memoryPattern|false",
        "enable_mem_pattern|true|memoryPattern|true",
        "session.use_device_allocator_for_initializers|false|deviceAllocatorForInitializers"
            + "|Optional[false]",
        "session.use_device_allocator_for_initializers|1|deviceAllocatorForInitializers"
            + "|Optional[true]",
        "memory.enable_memory_arena_shrinkage|cpu:0|arenaShrinkage|Optional[cpu:0]",
      })
  void mapsEachParameter(String key, String value, String setting, String expected) {
    assertThat(settings(Map.of(key, value))).extracting(setting).hasToString(expected);
  }

  @Test
  void tellsOnnxRuntimeWhatHasNoCallOfItsOwn() throws OrtException {
    Map<String, String> parameters = Map.of("session.use_device_allocator_for_initializers", "1");
    try (SessionOptions options = settings(parameters).toOptions(Path.of("model.onnx"))) {
      assertThat(options.getConfigEntries())
          .containsOnly(
              Map.entry("session.use_device_allocator_for_initializers", "1"),
              Map.entry("session.intra_op.allow_spinning", "0"),
              Map.entry("session.inter_op.allow_spinning", "0"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "enable-global-threadpool, 2, 0 or 1",
    "intra_op_thread_count, many, a number >= 0",
    "inter_op_thread_count, -1, a number >= 0",
  })
  void refusesWrongValuesOfTheBackend(String key, String value, String expected) {
    assertThatThrownBy(() -> ThreadSettings.ofBackend("onnxruntime", Map.of(key, value)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
        .hasMessage(
            "backend 'onnxruntime': parameter '%s': '%s' (expected: %s)", key, value, expected);
  }

  @ParameterizedTest
  @CsvSource({
    "intra_op_thread_count, -1, a number >= 0",
    "intra_op_thread_count, 1.5, a number >= 0",
    "inter_op_thread_count, 12345678901, a number >= 0",
    "execution_mode, 2, 0 or 1",
    "enable_mem_arena, yes, 0 or 1",
    "enable_mem_pattern, '', 0 or 1",
    "session.use_device_allocator_for_initializers, 2, 0 or 1",
    "memory.enable_memory_arena_shrinkage, npu:0, 'cpu:0, gpu:<number>, or several with ;"
        + " between'",
  })
  void refusesWrongValues(String key, String value, String expected) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
        .hasMessage("model 'm': parameter '%s': '%s' (expected: %s)", key, value, expected);
  }

  @Test
  void refusesToShrinkAnArenaThatIsNotThere() {
    assertThatThrownBy(
            () ->
                settings(
                    Map.of(
                        "enable_mem_arena", "0", "memory.enable_memory_arena_shrinkage", "cpu:0")))
        .hasMessageEndingWith("'cpu:0' (expected: gpu:<number> alone without enable_mem_arena)");
  }

  @ParameterizedTest
  @CsvSource({"-1, BASIC_OPT", "0, ALL_OPT", "1, EXTENDED_OPT", "2, NO_OPT", "3, ALL_OPT"})
  void mapsGraphLevelsAsTritonDoes(int level, OptLevel expected) {
    ModelConfig config = CONFIG.withOptimization(optimization(Optional.of(level), List.of()));

    assertThat(SessionSettings.of(config, NOTHING_SAID, Device.CPU).optimizationLevel())
        .isEqualTo(expected);
  }

  @Test
  void threadsOfTheBackendAreTheDefaultOfModels() {
    ThreadSettings backend =
        ThreadSettings.ofBackend(
            "onnxruntime", Map.of("intra_op_thread_count", "3", "inter_op_thread_count", "2"));

    assertThat(backend.overriddenBy(CONFIG)).isEqualTo(new ThreadSettings(3, 2, false));
    assertThat(backend.overriddenBy(CONFIG.withParameters(Map.of("intra_op_thread_count", "1"))))
        .isEqualTo(new ThreadSettings(1, 2, false));
  }

  @Test
  void sharedThreadsAreOnePerCoreUnlessCounted() {
    assertThat(ThreadSettings.ofBackend("b", Map.of("enable-global-threadpool", "1")))
        .isEqualTo(new ThreadSettings(0, 0, true));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu:0, 0, cpu:0",
    "cpu:0;gpu:0, 0, cpu:0;gpu:0",
    "gpu:0;gpu:1;gpu:1, 1, gpu:1",
    "gpu:0, 1, ''",
  })
  void shrinksTheArenasThatASessionHas(String said, int gpu, String own) {
    ModelConfig config =
        CONFIG.withParameters(Map.of("memory.enable_memory_arena_shrinkage", said));

    assertThat(
            SessionSettings.of(config, NOTHING_SAID, new Device.Gpu(gpu))
                .arenaShrinkage()
                .orElse(""))
        .isEqualTo(own);
    assertThat(SessionSettings.of(config, NOTHING_SAID, Device.CPU).arenaShrinkage().orElse(""))
        .isEqualTo(said.startsWith("cpu:0") ? "cpu:0" : "");
  }

  @Test
  void asksForExecutionProvidersOnGpusOnly() {
    ModelConfig config = CONFIG.withOptimization(optimization(Optional.empty(), List.of()));

    SessionSettings onGpu = SessionSettings.of(config, NOTHING_SAID, new Device.Gpu(1));

    assertThat(SessionSettings.of(config, NOTHING_SAID, Device.CPU).providers()).isEmpty();
    assertThat(onGpu.providers())
        .extracting(provider -> provider.kind() + " " + provider.gpu())
        .containsExactly("TENSORRT 1", "CUDA 1");
    assertThat(onGpu.usesTensorRt()).isTrue();
  }

  @Test
  void refusesAcceleratorsOfTheCpu() {
    ModelConfig config =
        CONFIG.withOptimization(optimization(Optional.empty(), List.of("openvino")));

    assertThatThrownBy(() -> SessionSettings.of(config, NOTHING_SAID, Device.CPU))
        .hasMessage("model 'm': unknown Execution Accelerator 'openvino' is requested");
  }

  @Test
  void looksForOperatorLibrariesBesideTheModelAndAbove(@TempDir Path folder) throws IOException {
    Path version = Files.createDirectory(folder.resolve("1"));
    Path above = Files.writeString(folder.resolve("above.so"), "no library");
    Path beside = Files.writeString(version.resolve("beside.so"), "no library");

    assertThatThrownBy(() -> options("beside.so", version).close())
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("Failed to load library " + beside);
    assertThatThrownBy(() -> options("above.so", version).close())
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("Failed to load library " + above);
    assertThatThrownBy(() -> options("none.so", version).close())
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("Failed to load library " + version.resolve("none.so"));
  }

  private static SessionOptions options(String library, Path version) throws OrtException {
    ModelConfig config = CONFIG.withModelOperations(new ModelOperations(List.of(library)));
    return SessionSettings.of(config, NOTHING_SAID, Device.CPU)
        .toOptions(version.resolve("model.onnx"));
  }

  private static SessionSettings settings(Map<String, String> parameters) {
    return SessionSettings.of(CONFIG.withParameters(parameters), NOTHING_SAID, Device.CPU);
  }

  private static Optimization optimization(Optional<Integer> level, List<String> accelerators) {
    Optimization.Accelerators cpu =
        new Optimization.Accelerators(
            List.of(new Optimization.Accelerator("tensorrt", Map.of())),
            accelerators.stream()
                .map(name -> new Optimization.Accelerator(name, Map.of()))
                .toList());
    return new Optimization(
        level,
        Optimization.Priority.DEFAULT,
        Optional.empty(),
        Optional.of(cpu),
        Optional.empty(),
        Optional.empty(),
        0,
        false);
  }
}
