package dev.tandem.doctor;

import dev.tandem.doctor.RuntimeFinding.Fails;
import dev.tandem.doctor.RuntimeFinding.Runs;
import dev.tandem.engine.gpu.Gpu;
import dev.tandem.engine.gpu.GpuReport;
import dev.tandem.engine.gpu.LibraryReport;
import dev.tandem.engine.gpu.ProviderReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what was found as text of aligned columns. */
public final class DoctorPage {
  private static final String NOT_USED_EITHER = "cannot be used either";
  private static final double BYTES_PER_GIB = 1L << 30;

  private DoctorPage() {}

  public static String of(Diagnosis found) {
    StringBuilder page = new StringBuilder();
    page.append("Tandem ").append(found.version()).append('\n');
    append(
        page,
        List.of(
            List.of("Java", found.java()),
            List.of("system", found.system()),
            List.of("processors", Integer.toString(found.processors())),
            List.of("memory", gib(found.memoryBytes()))));
    page.append('\n').append(runtimeTitle(found.runtime())).append('\n');
    append(page, runtime(found));
    page.append("\nFor CUDA\n");
    append(page, libraries(found.gpus().cuda()));
    page.append("\nFor TensorRT\n");
    append(page, libraries(found.gpus().tensorRt()));
    page.append("\nGPUs\n");
    append(page, gpus(found.gpus().driver().gpus()));
    page.append("\nModels\n");
    append(page, models(found));
    return page.toString();
  }

  private static String runtimeTitle(RuntimeFinding runtime) {
    return "ONNX Runtime" + (runtime instanceof Runs runs ? " " + runs.version() : "");
  }

  private static List<List<String>> runtime(Diagnosis found) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("libraries", found.nativesFrom()));
    if (found.runtime() instanceof Runs runs) {
      rows.add(List.of("providers", String.join(", ", runs.providers())));
    } else if (found.runtime() instanceof Fails fails) {
      rows.add(List.of("does not start", fails.reason()));
    }
    return rows;
  }

  private static List<List<String>> libraries(ProviderReport provider) {
    if (!provider.isInBuild()) {
      return List.of(List.of("not in this build of ONNX Runtime"));
    }
    List<List<String>> rows = new ArrayList<>();
    if (!provider.problem().isEmpty()) {
      rows.add(List.of("cannot be used: " + provider.problem()));
    }
    provider
        .libraries()
        .forEach(
            library -> rows.add(List.of(library.soname(), state(library), description(library))));
    return rows;
  }

  private static String state(LibraryReport library) {
    return switch (library.state()) {
      case FOUND -> library.version().isEmpty() ? "found" : library.version();
      case MISSING -> "missing";
      case BROKEN -> "broken";
    };
  }

  private static String description(LibraryReport library) {
    String product = library.product().orElse("");
    if (library.isFound()) {
      return product;
    }
    List<String> parts = new ArrayList<>();
    if (!product.isEmpty()) {
      parts.add(product + library.systemPackage().map(name -> ", package " + name).orElse(""));
    }
    if (!library.problem().isEmpty()) {
      parts.add(library.problem());
    }
    switch (library.need()) {
      case ALL -> {}
      case MANY_OPERATORS -> parts.add("for convolutions, poolings and recurrent cells");
      case FEW_OPERATORS -> parts.add("for Fourier transforms only");
    }
    return String.join("; ", parts);
  }

  private static List<List<String>> gpus(List<Gpu> gpus) {
    return gpus.isEmpty()
        ? List.of(List.of("none"))
        : gpus.stream()
            .map(
                gpu ->
                    List.of(
                        Integer.toString(gpu.index()),
                        gpu.name(),
                        gib(gpu.memoryBytes()),
                        gpu.uuid()))
            .toList();
  }

  private static List<List<String>> models(Diagnosis found) {
    if (!found.canServe()) {
      return List.of(List.of("none can be served: ONNX Runtime does not start"));
    }
    GpuReport gpus = found.gpus();
    Optional<String> missing = gpus.cudaMissing();
    return List.of(
        List.of("KIND_CPU", "run on the CPU"),
        List.of(
            "KIND_AUTO",
            missing.map(reason -> "run on the CPU: " + reason).orElse("run on the GPU")),
        List.of(
            "KIND_GPU",
            missing.isPresent() ? "are refused, for the same reason" : "run on the GPU"),
        List.of("tensorrt", missing.isPresent() ? NOT_USED_EITHER : tensorRt(gpus)));
  }

  private static String tensorRt(GpuReport gpus) {
    return gpus.tensorRtMissing()
        .map(reason -> "cannot be used: " + reason)
        .orElse("can be used as gpu_execution_accelerator");
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / BYTES_PER_GIB);
  }

  /** The last column is as long as it is; rows of one column are on their own. */
  private static void append(StringBuilder page, List<List<String>> rows) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(' ').append(cell);
        if (column + 1 < row.size()) {
          line.append(" ".repeat(width(rows, column) - cell.length() + 1));
        }
      }
      page.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream()
        .filter(row -> row.size() > column + 1)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
