package dev.tandem.engine.backend.onnx.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.onnx.provider.ExecutionProvider.Kind;
import dev.tandem.engine.backend.onnx.provider.OptionTable.Option;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuProvidersTest {
  private static final int GPU = 1;

  /** A flag, a count, an integer and a text, as given and as ONNX Runtime takes them. */
  private static final Map<OptionType, List<String>> SAMPLES =
      Map.of(
          OptionType.FLAG, List.of("true", "1"),
          OptionType.COUNT, List.of("18446744073709551615", "18446744073709551615"),
          OptionType.INTEGER, List.of("-1", "-1"),
          OptionType.TEXT, List.of("/a:b,c", "/a:b,c"));

  @Test
  void aPlainModelRunsOnCuda() {
    assertThat(GpuProviders.of(config(""), GPU))
        .containsExactly(ExecutionProvider.cuda(GPU, Map.of()));
  }

  static Stream<String> tensorRtKeys() {
    return TensorRtOptions.TABLE.options().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("tensorRtKeys")
  void takesEveryKeyOfTensorRt(String key) {
    Option option = requireNonNull(TensorRtOptions.TABLE.options().get(key));
    List<String> sample = requireNonNull(SAMPLES.get(option.type()));

    assertThat(tensorRt(key, sample.get(0)).options())
        .containsExactlyEntriesOf(Map.of(option.ortName(), sample.get(1)));
  }

  static Stream<String> cudaKeys() {
    return CudaOptions.TABLE.options().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("cudaKeys")
  void takesEveryKeyOfCuda(String key) {
    Option option = requireNonNull(CudaOptions.TABLE.options().get(key));
    List<String> sample = SAMPLES.getOrDefault(option.type(), List.of("1", "?"));
    String expected =
        switch (key) {
          case "cudnn_conv_algo_search" -> "HEURISTIC";
          case "arena_extend_strategy" -> "kSameAsRequested";
          default -> sample.get(1);
        };

    assertThat(cuda(key, sample.get(0)).options()).containsExactlyEntriesOf(Map.of(key, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "max_workspace_size_bytes, 1073741824, trt_max_workspace_size, 1073741824",
    "int8_calibration_table_name, table, trt_int8_calibration_table_name, table",
    "int8_use_native_calibration_table, false, trt_int8_use_native_calibration_table, 0",
    "precision_mode, FP16, trt_fp16_enable, 1",
    "precision_mode, BF16, trt_bf16_enable, 1",
    "precision_mode, INT8, trt_int8_enable, 1",
    "trt_engine_cache_enable, on, trt_engine_cache_enable, 1",
  })
  void knowsTritonsNamesForTensorRt(String key, String value, String ortKey, String ortValue) {
    assertThat(tensorRt(key, value).options()).containsExactlyEntriesOf(Map.of(ortKey, ortValue));
  }

  @Test
  void fullPrecisionIsTensorRtsOwn() {
    assertThat(tensorRt("precision_mode", "FP32").options()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cudnn_conv_algo_search, 0, EXHAUSTIVE",
    "cudnn_conv_algo_search, 1, HEURISTIC",
    "cudnn_conv_algo_search, 2, DEFAULT",
    "arena_extend_strategy, 0, kNextPowerOfTwo",
    "arena_extend_strategy, 1, kSameAsRequested",
    "gpu_mem_limit, 1048576, 1048576",
    "do_copy_in_default_stream, true, 1",
  })
  void takesTritonsParametersForCuda(String key, String value, String expected) {
    ModelConfig config = config(parameter(key, value) + parameter("other", "x"));

    assertThat(GpuProviders.of(config, GPU))
        .containsExactly(ExecutionProvider.cuda(GPU, Map.of(key, expected)));
  }

  @Test
  void theAcceleratorsSettingsAreBeforeTheParameters() {
    ModelConfig config =
        config(
            parameter("gpu_mem_limit", "1")
                + parameter("arena_extend_strategy", "1")
                + accelerator("cuda", "gpu_mem_limit", "2"));

    assertThat(GpuProviders.of(config, GPU))
        .containsExactly(
            ExecutionProvider.cuda(
                GPU, Map.of("gpu_mem_limit", "2", "arena_extend_strategy", "kSameAsRequested")));
  }

  @Test
  void cudaRunsWhatTensorRtLeaves() {
    assertThat(GpuProviders.of(config(accelerator("tensorrt", "trt_dla_core", "1")), GPU))
        .extracting(ExecutionProvider::kind)
        .containsExactly(Kind.TENSORRT, Kind.CUDA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tensorrt|trt_no_such|1|unknown parameter 'trt_no_such' is provided for TensorRT Execution"
            + " Accelerator",
        "tensorrt|device_id|1|unknown parameter 'device_id' is provided for TensorRT Execution"
            + " Accelerator",
        "tensorrt|trt_cuda_graph_enable|1|unknown parameter 'trt_cuda_graph_enable' is provided"
            + " for TensorRT Execution Accelerator",
        "tensorrt|precision_mode|FP8|unsupported precision mode 'FP8' is requested (expected:"
            + " FP32, FP16, BF16 or INT8)",
        "tensorrt|trt_dla_core|one|parameter 'trt_dla_core' of TensorRT Execution Accelerator:"
            + " 'one' (expected: an integer)",
        "cuda|user_compute_stream|1|unknown parameter 'user_compute_stream' is provided for CUDA"
            + " Execution Accelerator",
        "cuda|enable_cuda_graph|1|unknown parameter 'enable_cuda_graph' is provided for CUDA"
            + " Execution Accelerator",
        "cuda|gpu_mem_limit|-1|parameter 'gpu_mem_limit' of CUDA Execution Accelerator: '-1'"
            + " (expected: a number >= 0)",
        "cuda|cudnn_conv_algo_search|3|parameter 'cudnn_conv_algo_search' of CUDA Execution"
            + " Accelerator: '3' (expected: 0, 1 or 2, or EXHAUSTIVE, HEURISTIC or DEFAULT)",
        "openvino|a|b|unknown Execution Accelerator 'openvino' is requested",
      })
  void refusesByNameWhatItDoesNotKnow(
      String accelerator, String key, String value, String message) {
    assertThatThrownBy(() -> GpuProviders.of(config(accelerator(accelerator, key, value)), GPU))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST))
        .hasMessage("model 'm': " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_batch_size: 8|8",
        "max_batch_size: 8 dynamic_batching { }|8",
        "max_batch_size: 8 dynamic_batching { preferred_batch_size: [ 4, 2 ] }|4",
      })
  void buildsEnginesForTheBatchesThatAreFormed(String batching, int best) {
    assertThat(profile(batching + input("a", "dims: [ 3, 2 ]") + input("b", "dims: [ 5 ]")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "trt_profile_min_shapes", "a:1x3x2,b:1x5",
                "trt_profile_opt_shapes", "a:%dx3x2,b:%dx5".formatted(best, best),
                "trt_profile_max_shapes", "a:8x3x2,b:8x5"));
  }

  @Test
  void profilesAreOfTheShapesThatTheGraphSees() {
    assertThat(profile("max_batch_size: 2" + input("a", "dims: [ 6 ] reshape { shape: [ 2, 3 ] }")))
        .containsEntry("trt_profile_max_shapes", "a:2x2x3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dims: [ 3 ]",
        "max_batch_size: 8 dims: [ -1 ]",
        "max_batch_size: 8 dims: [ 3 ] optional: true",
        "max_batch_size: 8 dims: [ 3 ] allow_ragged_batch: true",
        "max_batch_size: 8 sequence_batching { } dims: [ 3 ]",
      })
  void leavesTensorRtToItsOwnDevicesOtherwise(String text) {
    int dims = text.indexOf("dims:");
    assertThat(profile(text.substring(0, dims) + input("a", text.substring(dims)))).isEmpty();
  }

  @Test
  void aNameThatProfilesCannotSpellHasNone() {
    assertThat(profile("max_batch_size: 8" + input("a:0", "dims: [ 3 ]"))).isEmpty();
  }

  @Test
  void aProfileThatIsGivenStands() {
    ModelConfig config =
        config(
            "max_batch_size: 8"
                + input("a", "dims: [ 3 ]")
                + accelerator("tensorrt", "trt_profile_max_shapes", "a:64x3"));

    ExecutionProvider tensorRt = GpuProviders.of(config, GPU).get(0);

    assertThat(tensorRt.profile()).isEmpty();
    assertThat(tensorRt.options()).containsEntry("trt_profile_max_shapes", "a:64x3");
  }

  private static Map<String, String> profile(String text) {
    ModelConfig config =
        config(
            text
                + "optimization { execution_accelerators { gpu_execution_accelerator {"
                + " name: 'tensorrt' } } }");
    ExecutionProvider tensorRt = GpuProviders.of(config, GPU).get(0);
    assertThat(tensorRt.withoutProfile().profile()).isEmpty();
    return tensorRt.profile();
  }

  private static ExecutionProvider tensorRt(String key, String value) {
    return GpuProviders.of(config(accelerator("tensorrt", key, value)), GPU).get(0);
  }

  private static ExecutionProvider cuda(String key, String value) {
    return GpuProviders.of(config(accelerator("cuda", key, value)), GPU).get(0);
  }

  private static String input(String name, String rest) {
    return " input { name: '%s' data_type: TYPE_FP32 %s }".formatted(name, rest);
  }

  private static String parameter(String key, String value) {
    return " parameters { key: '%s' value { string_value: '%s' } }".formatted(key, value);
  }

  private static String accelerator(String name, String key, String value) {
    return """
         optimization { execution_accelerators { gpu_execution_accelerator {
           name: '%s' parameters { key: '%s' value: '%s' } } } }"""
        .formatted(name, key, value);
  }

  private static ModelConfig config(String text) {
    return ConfigText.read("name: 'm' " + text);
  }
}
