package dev.tandem.engine.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.LibraryReport.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static final List<Gpu> GPUS = List.of(new Gpu(0, "NVIDIA L4", 24L << 30, ""));
  private static final DriverReport DRIVER = new DriverReport(0, 12040, GPUS);

  @Test
  void theCpuBuildRunsNothingOnGpus() {
    String reason =
        "this is the CPU build of ONNX Runtime; use the GPU distribution (make build-gpu)";

    assertThat(GpuReport.CPU_BUILD.cudaMissing()).hasValue(reason);
    assertThat(GpuReport.CPU_BUILD.cudaMissingWithoutCudnn()).hasValue(reason);
    assertThat(GpuReport.CPU_BUILD.tensorRtMissing()).hasValue(reason);
    assertThat(GpuReport.CPU_BUILD.usable()).isEmpty();
  }

  @Test
  void nothingIsMissingWhereAllIsThere() {
    GpuReport report = report(Set.of(), DRIVER, 12060);

    assertThat(report.cudaMissing()).isEmpty();
    assertThat(report.tensorRtMissing()).isEmpty();
    assertThat(report.usable()).isEqualTo(GPUS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "libcuda.so.1 | no NVIDIA driver: libcuda.so.1 is not found",
        "libcudart.so.12 | libcudart.so.12 (CUDA 12 runtime) is not found",
        "libcudart.so.12 libcudnn.so.9 | libcudart.so.12 (CUDA 12 runtime) and libcudnn.so.9 (cuDNN"
            + " 9) are not found",
        "libcuda.so.1 libcudart.so.12 libcublas.so.12 libcudnn.so.9 | no NVIDIA driver:"
            + " libcuda.so.1 is not found; libcudart.so.12 (CUDA 12 runtime), libcublas.so.12"
            + " (cuBLAS of CUDA 12) and libcudnn.so.9 (cuDNN 9) are not found",
      })
  void allThatIsMissingIsNamedAtOnce(String missing, String sentence) {
    DriverReport driver = missing.contains("libcuda.so.1") ? DriverReport.NONE : DRIVER;

    GpuReport report = report(Set.of(missing.split(" ", -1)), driver, 12060);

    assertThat(report.cudaMissing()).hasValue(sentence);
    assertThat(report.tensorRtMissing()).hasValue(sentence);
    assertThat(report.usable()).isEmpty();
  }

  @Test
  void someModelsDoWithoutCudnn() {
    GpuReport report = report(Set.of("libcudnn.so.9"), DRIVER, 12060);

    assertThat(report.cudaMissing()).hasValue("libcudnn.so.9 (cuDNN 9) is not found");
    assertThat(report.cudaMissingWithoutCudnn()).isEmpty();
  }

  @Test
  void fourierTransformsAreNoReasonToLeaveTheGpu() {
    assertThat(report(Set.of("libcufft.so.11"), DRIVER, 12060).cudaMissing()).isEmpty();
  }

  @Test
  void tensorRtNeedsMore() {
    GpuReport report = report(Set.of("libnvinfer.so.10", "libnvonnxparser.so.10"), DRIVER, 12060);

    assertThat(report.cudaMissing()).isEmpty();
    assertThat(report.tensorRtMissing())
        .hasValue(
            "libnvinfer.so.10 (TensorRT 10) and libnvonnxparser.so.10 (TensorRT 10) are not found");
  }

  @Test
  void aBuildMayBeWithoutTensorRt() {
    GpuReport all = report(Set.of(), DRIVER, 12060);

    assertThat(new GpuReport(all.cuda(), ProviderReport.absent(), DRIVER, 12060).tensorRtMissing())
        .hasValue(
            "this build of ONNX Runtime is without TensorRT (libonnxruntime_providers_tensorrt.so"
                + " is not there)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100 | 12040 | 12060 | the driver finds no GPU",
        "0 | 12040 | 12060 | the driver finds no GPU",
        "803 | 12040 | 12060 | the driver does not start: error 803, the driver and libcuda.so.1"
            + " differ in version",
        "12345 | 12040 | 12060 | the driver does not start: error 12345",
        "0 | 12020 | 13000 | the driver supports CUDA 12.2, the runtime is 13.0; the driver finds no"
            + " GPU",
      })
  void saysWhatTheDriverLacks(int error, int cuda, int runtime, String sentence) {
    assertThat(report(Set.of(), new DriverReport(error, cuda, List.of()), runtime).cudaMissing())
        .hasValue(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "12040, 12060, true",
    "12040, 12090, true",
    "13000, 12060, true",
    "12040, 13000, false",
    "11080, 12000, false",
    "0, 12060, true",
    "12040, 0, true",
  })
  void aDriverRunsRuntimesOfItsMajorVersionAndOfOlderOnes(int driver, int runtime, boolean runs) {
    GpuReport report = report(Set.of(), new DriverReport(0, driver, GPUS), runtime);

    assertThat(report.cudaMissing().isEmpty()).isEqualTo(runs);
  }

  @ParameterizedTest
  @CsvSource({
    "libcuda.so.1, NVIDIA driver, cuda-drivers",
    "libcudart.so.13, CUDA 13 runtime, cuda-cudart-13-*",
    "libcublasLt.so.12, cuBLAS of CUDA 12, libcublas-12-*",
    "libcurand.so.10, cuRAND 10, libcurand-*",
    "libcufft.so.11, cuFFT 11, libcufft-12-*",
    "libcudnn.so.9, cuDNN 9, libcudnn9-cuda-*",
    "libnvinfer.so.10, TensorRT 10, libnvinfer10",
    "libnvonnxparser.so.10, TensorRT 10, libnvonnxparsers10",
  })
  void librariesComeFromPackages(String soname, String product, String systemPackage) {
    assertThat(Product.of(soname)).hasValue(new Product(product, systemPackage));
  }

  @ParameterizedTest
  @CsvSource({"libfoo.so.1", "libcudart.so", "libcudart.so.12.6", "cudart.so.12"})
  void otherLibrariesAreOfNoKnownProduct(String soname) {
    assertThat(Product.of(soname)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"91002, 9.10.2", "8907, 8.9.7", "100300, 10.3.0", "8601, 8.6.1", "101303, 10.13.3"})
  void versionsOfThreePartsAreReadByTheirSize(int number, String version) {
    assertThat(Versions.ofThreeParts(number)).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"12060, 12.6", "11080, 11.8", "13000, 13.0", "12010, 12.1"})
  void versionsOfCudaHaveTwoParts(int number, String version) {
    assertThat(Versions.ofCuda(number)).isEqualTo(version);
  }

  private static GpuReport report(Set<String> missing, DriverReport driver, int runtime) {
    return new GpuReport(
        ProviderReport.of(
            libraries(
                missing,
                "libcuda.so.1",
                "libcudart.so.12",
                "libcublas.so.12",
                "libcudnn.so.9",
                "libcufft.so.11")),
        ProviderReport.of(
            libraries(
                missing,
                "libcudart.so.12",
                "libcudnn.so.9",
                "libnvinfer.so.10",
                "libnvonnxparser.so.10")),
        driver,
        runtime);
  }

  private static List<LibraryReport> libraries(Set<String> missing, String... names) {
    boolean ofCuda = names[0].equals("libcuda.so.1");
    List<LibraryReport> libraries = new ArrayList<>();
    for (String name : names) {
      Need need =
          name.equals("libcufft.so.11")
              ? Need.FEW_OPERATORS
              : ofCuda && name.equals("libcudnn.so.9") ? Need.MANY_OPERATORS : Need.ALL;
      libraries.add(
          missing.contains(name)
              ? LibraryReport.missing(name, need)
              : LibraryReport.found(name, need, ""));
    }
    return libraries;
  }
}
