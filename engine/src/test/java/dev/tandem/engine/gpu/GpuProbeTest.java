package dev.tandem.engine.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.LibraryReport.Need;
import dev.tandem.engine.gpu.LibraryReport.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuProbeTest {
  private static final String[] CUDA = {
    "libcublasLt.so.12",
    "libcublas.so.12",
    "libcurand.so.10",
    "libcudart.so.12",
    "libcuda.so.1",
    "libc.so.6",
    "ld-linux-x86-64.so.2"
  };
  private static final String[] TENSOR_RT = {
    "libcublas.so.12",
    "libnvinfer.so.10",
    "libnvonnxparser.so.10",
    "libcudart.so.12",
    "libcudnn.so.9"
  };

  private final FakeNatives natives = FakeNatives.ofGpus("NVIDIA H100", "NVIDIA L4");
  @TempDir private Path folder;

  @BeforeEach
  void gpuBuild() throws IOException {
    write(ProviderFiles.CUDA, ElfBytes.needing("", CUDA));
    write(ProviderFiles.TENSOR_RT, ElfBytes.needing("", TENSOR_RT));
    write("libonnxruntime_providers_shared.so", new byte[0]);
  }

  @Test
  void namesTheGpus() {
    GpuReport report = probe().report();

    assertThat(report.cudaMissing()).isEmpty();
    assertThat(report.tensorRtMissing()).isEmpty();
    assertThat(report.usable())
        .containsExactly(
            new Gpu(0, "NVIDIA H100", 80L << 30, "GPU-ab010000-0000-0000-0000-000000000007"),
            new Gpu(1, "NVIDIA L4", 80L << 30, "GPU-ab010000-0000-0000-0000-000000000007"));
    assertThat(report.driver().cudaVersion()).isEqualTo(12040);
    assertThat(report.runtimeVersion()).isEqualTo(12060);
  }

  @Test
  void namesWhatIsNeededWithItsVersion() {
    assertThat(probe().report().cuda().libraries())
        .containsExactly(
            LibraryReport.found("libcublasLt.so.12", Need.ALL, ""),
            LibraryReport.found("libcublas.so.12", Need.ALL, ""),
            LibraryReport.found("libcurand.so.10", Need.ALL, ""),
            LibraryReport.found("libcudart.so.12", Need.ALL, "12.6"),
            LibraryReport.found("libcuda.so.1", Need.ALL, "12.4"),
            LibraryReport.found("libcudnn.so.9", Need.MANY_OPERATORS, "9.10.2"),
            LibraryReport.found("libcufft.so.11", Need.FEW_OPERATORS, ""));
    assertThat(probe().report().tensorRt().libraries())
        .contains(LibraryReport.found("libnvinfer.so.10", Need.ALL, "10.3.0"))
        .contains(LibraryReport.found("libcudnn.so.9", Need.ALL, "9.10.2"));
  }

  @Test
  void looksOnceAndOpensEachLibraryOnce() {
    GpuProbe probe = probe();

    assertThat(probe.report()).isSameAs(probe.report());
    assertThat(natives.opened).doesNotHaveDuplicates();
    assertThat(natives.calls.stream().filter("cuInit"::equals)).hasSize(1);
  }

  @Test
  void opensNothingForTheCpuBuild() throws IOException {
    Files.delete(folder.resolve(ProviderFiles.CUDA));
    Files.delete(folder.resolve(ProviderFiles.TENSOR_RT));
    GpuProbe probe =
        new GpuProbe(
            new ProviderFiles(folder),
            () -> {
              throw new AssertionError();
            });

    assertThat(probe.report()).isEqualTo(GpuReport.CPU_BUILD);
    assertThat(probe.pageLocks(0)).isSameAs(PageLocks.NONE);
  }

  @Test
  void theJarOfTheCpuBuildHasNoProviders() {
    assertThat(new GpuProbe(null).report()).isEqualTo(GpuReport.CPU_BUILD);
  }

  @Test
  void judgesABuildByWhatItNeeds() throws IOException {
    write(ProviderFiles.CUDA, ElfBytes.needing("", "libcudart.so.13", "libcublas.so.13"));

    assertThat(probe().report().cudaMissing())
        .hasValue(
            "libcudart.so.13 (CUDA 13 runtime) and libcublas.so.13 (cuBLAS of CUDA 13) are not"
                + " found");
    assertThat(probe().report().cuda().libraries())
        .contains(LibraryReport.missing("libcufft.so.12", Need.FEW_OPERATORS));
  }

  @Test
  void looksWhereTheProviderLooks() throws IOException {
    write(ProviderFiles.CUDA, ElfBytes.needing("$ORIGIN/nvidia:/opt/nvidia", CUDA));
    natives.remove("libcudart.so.12");
    natives.add(folder + "/nvidia/libcudart.so.12").writes("cudaRuntimeGetVersion", 12080);

    GpuReport report = probe().report();

    assertThat(report.cudaMissing()).isEmpty();
    assertThat(report.runtimeVersion()).isEqualTo(12080);
  }

  @Test
  void tellsALibraryThatCannotBeOpenedFromOneThatIsNotThere() {
    String reason = "libfoo.so.1: cannot open shared object file: No such file or directory";
    natives.breakDown("libcublas.so.12", reason);

    GpuReport report = probe().report();

    assertThat(report.cuda().libraries())
        .contains(LibraryReport.broken("libcublas.so.12", Need.ALL, reason))
        .filteredOn(library -> library.state() == State.BROKEN)
        .hasSize(1);
    assertThat(report.cudaMissing())
        .hasValue("libcublas.so.12 (cuBLAS of CUDA 12) cannot be opened: " + reason);
  }

  @Test
  void aDamagedProviderIsAFinding() throws IOException {
    write(ProviderFiles.CUDA, new byte[100]);

    assertThat(probe().report().cudaMissing())
        .hasValue(
            "libonnxruntime_providers_cuda.so cannot be used: it is not a 64-bit little-endian ELF"
                + " file");
  }

  @Test
  void aProviderIsNotLoadedWithoutTheLibraryBesideIt() throws IOException {
    Files.delete(folder.resolve("libonnxruntime_providers_shared.so"));

    assertThat(probe().report().cudaMissing())
        .hasValue(
            "libonnxruntime_providers_cuda.so cannot be used: libonnxruntime_providers_shared.so is"
                + " not beside it");
  }

  @Test
  void nativeCallsThatCannotBeMadeAreAFinding() {
    GpuProbe probe =
        new GpuProbe(
            new ProviderFiles(folder),
            () -> {
              throw new UnsatisfiedLinkError("no temporary folder");
            });

    assertThat(probe.report().cudaMissing().orElseThrow())
        .contains("no native function can be called", "no temporary folder");
    assertThat(probe.report().usable()).isEmpty();
  }

  @Test
  void aDriverWithoutDevicesIsAskedNoFurther() {
    natives.add("libcuda.so.1").writes("cuDriverGetVersion", 12040).gives("cuInit", 100);

    assertThat(probe().report().driver()).isEqualTo(new DriverReport(100, 12040, List.of()));
  }

  @Test
  void locksPagesWithTheRuntimeOfTheProvider() {
    natives
        .add("libcudart.so.12")
        .writes("cudaRuntimeGetVersion", 12060)
        .gives("cudaSetDevice", 0)
        .has(
            "cudaHostRegister",
            arguments ->
                (long) arguments[0] == 4096 && (long) arguments[1] == 100 && (int) arguments[2] == 1
                    ? 0
                    : 1)
        .has("cudaHostUnregister", arguments -> (long) arguments[0] == 4096 ? 0 : 1)
        .gives("cudaGetLastError", 1);
    PageLocks locks = probe().pageLocks(1);
    natives.calls.clear();

    assertThat(locks.lock(4096, 100)).isTrue();
    locks.unlock(4096);

    assertThat(natives.calls)
        .containsExactly(
            "cudaSetDevice", "cudaHostRegister", "cudaSetDevice", "cudaHostUnregister");
  }

  @Test
  void aLockThatFailsLeavesNoErrorBehind() {
    natives
        .add("libcudart.so.12")
        .gives("cudaSetDevice", 0)
        .gives("cudaHostRegister", 712)
        .gives("cudaGetLastError", 712);
    PageLocks locks = probe().pageLocks(0);

    assertThat(locks.lock(4096, 100)).isFalse();
    assertThat(locks.lock(0, 100)).isFalse();
    assertThat(locks.lock(4096, 0)).isFalse();
    assertThat(natives.calls).endsWith("cudaSetDevice", "cudaHostRegister", "cudaGetLastError");
  }

  @Test
  void aGpuThatIsNotThereLocksNothing() {
    natives.add("libcudart.so.12").gives("cudaHostRegister", 0);

    assertThat(probe().pageLocks(2)).isSameAs(PageLocks.NONE);
    assertThat(PageLocks.NONE.lock(4096, 100)).isFalse();
  }

  private GpuProbe probe() {
    return new GpuProbe(new ProviderFiles(folder), () -> natives);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }
}
