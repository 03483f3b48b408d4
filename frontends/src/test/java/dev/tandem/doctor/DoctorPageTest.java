package dev.tandem.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.doctor.RuntimeFinding.Fails;
import dev.tandem.doctor.RuntimeFinding.Runs;
import dev.tandem.engine.gpu.DriverReport;
import dev.tandem.engine.gpu.Gpu;
import dev.tandem.engine.gpu.GpuReport;
import dev.tandem.engine.gpu.LibraryReport;
import dev.tandem.engine.gpu.LibraryReport.Need;
import dev.tandem.engine.gpu.LibraryReport.State;
import dev.tandem.engine.gpu.ProviderReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorPageTest {
  private static final RuntimeFinding CPU_ONLY =
      new Runs("1.29.0", List.of("CPUExecutionProvider"));
  private static final RuntimeFinding WITH_GPUS =
      new Runs(
          "1.29.0",
          List.of("TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"));

  @Test
  void theCpuBuildServesOnTheCpu() {
    assertThat(page(CPU_ONLY, GpuReport.CPU_BUILD))
        .isEqualTo(
            """
            Tandem 1.2.3
              Java        17.0.15, /opt/java
              system      Linux 6.1, amd64
              processors  2
              memory      23.5 GiB

            ONNX Runtime 1.29.0
              libraries  its jar
              providers  CPUExecutionProvider

            For CUDA
              not in this build of ONNX Runtime

            For TensorRT
              not in this build of ONNX Runtime

            GPUs
              none

            Models
              KIND_CPU   run on the CPU
              KIND_AUTO  run on the CPU: this is the CPU build of ONNX Runtime; use the GPU distribution (make build-gpu)
              KIND_GPU   are refused, for the same reason
              tensorrt   cannot be used either
            """);
  }

  @Test
  void namesWhatIsMissingAndWhatBringsIt() {
    GpuReport gpus =
        new GpuReport(
            new ProviderReport(
                true,
                "",
                List.of(
                    library("libcudart.so.12", Need.ALL, State.FOUND, "12.6", ""),
                    library("libcublas.so.12", Need.ALL, State.BROKEN, "", "wrong ELF class"),
                    library("libcuda.so.1", Need.ALL, State.FOUND, "12.4", ""),
                    library("libcudnn.so.9", Need.MANY_OPERATORS, State.MISSING, "", ""),
                    library("libcufft.so.11", Need.FEW_OPERATORS, State.MISSING, "", ""),
                    library("libfoo.so.1", Need.ALL, State.FOUND, "", ""))),
            new ProviderReport(true, "it is cut short", List.of()),
            new DriverReport(
                0,
                12040,
                List.of(
                    new Gpu(0, "NVIDIA H100", 80L << 30, "GPU-1"),
                    new Gpu(10, "NVIDIA L4", 24L << 30, ""))),
            12060);

    assertThat(page(WITH_GPUS, gpus))
        .endsWith(
            """
            ONNX Runtime 1.29.0
              libraries  its jar
              providers  TensorrtExecutionProvider, CUDAExecutionProvider, CPUExecutionProvider

            For CUDA
              libcudart.so.12  12.6     CUDA 12 runtime
              libcublas.so.12  broken   cuBLAS of CUDA 12, package libcublas-12-*; wrong ELF class
              libcuda.so.1     12.4     NVIDIA driver
              libcudnn.so.9    missing  cuDNN 9, package libcudnn9-cuda-*; for convolutions, poolings and recurrent cells
              libcufft.so.11   missing  cuFFT 11, package libcufft-12-*; for Fourier transforms only
              libfoo.so.1      found

            For TensorRT
              cannot be used: it is cut short

            GPUs
              0   NVIDIA H100  80.0 GiB  GPU-1
              10  NVIDIA L4    24.0 GiB

            Models
              KIND_CPU   run on the CPU
              KIND_AUTO  run on the CPU: libcublas.so.12 (cuBLAS of CUDA 12) cannot be opened: wrong ELF class; libcudnn.so.9 (cuDNN 9) is not found
              KIND_GPU   are refused, for the same reason
              tensorrt   cannot be used either
            """);
  }

  @Test
  void aGpuThatIsReadyIsUsed() {
    GpuReport gpus =
        new GpuReport(
            new ProviderReport(true, "", List.of()),
            new ProviderReport(true, "", List.of()),
            new DriverReport(0, 12040, List.of(new Gpu(0, "NVIDIA H100", 80L << 30, ""))),
            12060);

    assertThat(page(WITH_GPUS, gpus))
        .endsWith(
            """
            Models
              KIND_CPU   run on the CPU
              KIND_AUTO  run on the GPU
              KIND_GPU   run on the GPU
              tensorrt   can be used as gpu_execution_accelerator
            """);
  }

  @Test
  void tensorRtMayBeMissingAlone() {
    GpuReport gpus =
        new GpuReport(
            new ProviderReport(true, "", List.of()),
            new ProviderReport(
                true, "", List.of(library("libnvinfer.so.10", Need.ALL, State.MISSING, "", ""))),
            new DriverReport(0, 12040, List.of(new Gpu(0, "NVIDIA H100", 80L << 30, ""))),
            12060);

    assertThat(page(WITH_GPUS, gpus))
        .endsWith(
            """
              KIND_GPU   run on the GPU
              tensorrt   cannot be used: libnvinfer.so.10 (TensorRT 10) is not found
            """);
  }

  @Test
  void nothingServesWithoutOnnxRuntime() {
    Diagnosis found = found(new Fails("no such library"), GpuReport.CPU_BUILD);

    assertThat(found.canServe()).isFalse();
    assertThat(DoctorPage.of(found))
        .contains(
            """
            ONNX Runtime
              libraries       its jar
              does not start  no such library
            """)
        .endsWith(
            """
            Models
              none can be served: ONNX Runtime does not start
            """);
  }

  private static LibraryReport library(
      String soname, Need need, State state, String version, String problem) {
    return new LibraryReport(soname, need, state, version, problem);
  }

  private static String page(RuntimeFinding runtime, GpuReport gpus) {
    return DoctorPage.of(found(runtime, gpus));
  }

  private static Diagnosis found(RuntimeFinding runtime, GpuReport gpus) {
    return new Diagnosis(
        "1.2.3",
        "17.0.15, /opt/java",
        "Linux 6.1, amd64",
        2,
        (long) (23.5 * (1L << 30)),
        "its jar",
        runtime,
        gpus);
  }
}
