package dev.tandem.engine.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.FakeNatives.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuMetersTest {
  private static final GpuProbe CPU_BUILD = new GpuProbe(null);
  private static final int NOT_SUPPORTED = 3;

  private final FakeNatives natives = new FakeNatives();
  private final GpuMeters meters = new GpuMeters(CPU_BUILD, () -> natives);
  private long millijoules = 5_000_000;

  private FakeNatives.FakeLibrary nvml(int count) {
    return natives
        .add("libnvidia-ml.so.1")
        .gives("nvmlInit_v2", 0)
        .writes("nvmlDeviceGetCount_v2", count)
        .has(
            "nvmlDeviceGetHandleByIndex_v2",
            arguments -> {
              ((ByteBuffer) arguments[1]).putLong(0, 0x7f00_0000_0000L + (int) arguments[0]);
              return 0;
            })
        .has(
            "nvmlDeviceGetUUID",
            arguments -> {
              byte[] uuid = ("GPU-" + index(arguments)).getBytes(StandardCharsets.UTF_8);
              ((ByteBuffer) arguments[1]).put(0, uuid);
              return 0;
            })
        .has("nvmlDeviceGetUtilizationRates", ofFirstOnly(87))
        .has(
            "nvmlDeviceGetMemoryInfo_v2",
            arguments -> {
              ByteBuffer memory = (ByteBuffer) arguments[1];
              assertThat(memory.getInt(0)).isEqualTo(0x2000028);
              memory.putLong(8, 80L << 30).putLong(32, 3L << 30);
              return 0;
            })
        .has("nvmlDeviceGetPowerUsage", ofFirstOnly(123_456))
        .has("nvmlDeviceGetPowerManagementLimit", ofFirstOnly(700_000))
        .has(
            "nvmlDeviceGetTotalEnergyConsumption",
            arguments -> {
              ((ByteBuffer) arguments[1]).putLong(0, millijoules);
              return 0;
            });
  }

  private static int index(Object[] arguments) {
    return (int) ((long) arguments[0] - 0x7f00_0000_0000L);
  }

  private static Body ofFirstOnly(int number) {
    return arguments ->
        index(arguments) == 0 ? FakeNatives.write(arguments[1], number) : NOT_SUPPORTED;
  }

  @Test
  void readsInTheUnitsOfTritonAndLeavesOutWhatADeviceDoesNotSay() {
    nvml(2);
    List<GpuReading> before = meters.read();
    millijoules += 1500;

    assertThat(before.get(0).joules()).hasValue(0);
    assertThat(meters.read())
        .containsExactly(
            new GpuReading(
                "GPU-0",
                OptionalDouble.of(0.87),
                OptionalDouble.of(80L << 30),
                OptionalDouble.of(3L << 30),
                OptionalDouble.of(123.456),
                OptionalDouble.of(700),
                OptionalDouble.of(1.5)),
            new GpuReading(
                "GPU-1",
                OptionalDouble.empty(),
                OptionalDouble.of(80L << 30),
                OptionalDouble.of(3L << 30),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(1.5)));
    assertThat(natives.calls.stream().filter("nvmlInit_v2"::equals)).hasSize(1);
  }

  @Test
  void readsOnlyTheGpusThatThisProcessMayUse(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve(ProviderFiles.CUDA), ElfBytes.needing("", "libcuda.so.1"));
    Files.createFile(folder.resolve("libonnxruntime_providers_shared.so"));
    FakeNatives cuda = FakeNatives.ofGpus("NVIDIA L4");
    cuda.add("libcuda.so.1")
        .gives("cuInit", 0)
        .writes("cuDeviceGetCount", 1)
        .writes("cuDeviceGet", 0)
        .gives("cuDeviceGetName", 1)
        .gives("cuDeviceTotalMem_v2", 1)
        .has(
            "cuDeviceGetUuid",
            arguments -> {
              ((ByteBuffer) arguments[0]).put(15, (byte) 1);
              return 0;
            });
    nvml(2)
        .has(
            "nvmlDeviceGetUUID",
            arguments -> {
              String uuid = "GPU-00000000-0000-0000-0000-00000000000" + index(arguments);
              ((ByteBuffer) arguments[1]).put(0, uuid.getBytes(StandardCharsets.UTF_8));
              return 0;
            });
    GpuProbe probe = new GpuProbe(new ProviderFiles(folder), () -> cuda);

    assertThat(new GpuMeters(probe, () -> natives).read())
        .extracting(GpuReading::uuid)
        .containsExactly("GPU-00000000-0000-0000-0000-000000000001");
  }

  @Test
  void readsTheMemoryOfOlderDrivers() {
    natives
        .add("libnvidia-ml.so.1")
        .gives("nvmlInit_v2", 0)
        .writes("nvmlDeviceGetCount_v2", 1)
        .gives("nvmlDeviceGetHandleByIndex_v2", 0)
        .gives("nvmlDeviceGetUUID", 0)
        .has(
            "nvmlDeviceGetMemoryInfo",
            arguments -> {
              ((ByteBuffer) arguments[1]).putLong(0, 24).putLong(8, 20).putLong(16, 4);
              return 0;
            });

    assertThat(meters.read())
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.memoryTotalBytes()).hasValue(24);
              assertThat(reading.memoryUsedBytes()).hasValue(4);
              assertThat(reading.utilization()).isEmpty();
            });
  }

  @Test
  void aDriverThatDoesNotAnswerHasNoReadings() {
    natives.add("libnvidia-ml.so.1").gives("nvmlInit_v2", 9);

    assertThat(meters.read()).isEmpty();
    assertThat(meters.read()).isEmpty();
    assertThat(natives.calls).hasSize(1);
  }

  @Test
  void withoutTheLibraryThereAreNoReadings() {
    assertThat(meters.read()).isEmpty();
    assertThat(meters.read()).isEmpty();
    assertThat(natives.opened).hasSize(1);
  }

  @Test
  void nativeCallsThatCannotBeMadeGiveNoReadings() {
    GpuMeters broken =
        new GpuMeters(
            CPU_BUILD,
            () -> {
              throw new UnsatisfiedLinkError("no temporary folder");
            });

    assertThat(broken.read()).isEmpty();
  }
}
