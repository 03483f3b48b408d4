package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.LibraryReport.Need;
import dev.tandem.engine.gpu.LibraryReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Says what is missing, all of it in one sentence, so that it is brought in one go. */
final class Verdict {
  private static final String CPU_BUILD =
      "this is the CPU build of ONNX Runtime; use the GPU distribution (make build-gpu)";
  private static final String DRIVER = "libcuda.so.1";
  private static final int CUDA_MAJOR = 1000;

  private Verdict() {}

  static Optional<String> onCuda(GpuReport report, boolean withCudnn) {
    if (!report.cuda().isInBuild()) {
      return Optional.of(CPU_BUILD);
    }
    List<String> faults = new ArrayList<>();
    addFaults(
        report.cuda(),
        ProviderFiles.CUDA,
        need -> need == Need.ALL || (withCudnn && need == Need.MANY_OPERATORS),
        faults);
    addDriverFaults(report, faults);
    return sentence(faults);
  }

  static Optional<String> onTensorRt(GpuReport report) {
    if (!report.tensorRt().isInBuild()) {
      return Optional.of(
          report.cuda().isInBuild()
              ? "this build of ONNX Runtime is without TensorRT ("
                  + ProviderFiles.TENSOR_RT
                  + " is not there)"
              : CPU_BUILD);
    }
    List<String> faults = new ArrayList<>();
    onCuda(report, true).ifPresent(faults::add);
    List<String> known =
        report.cuda().libraries().stream()
            .filter(library -> !library.isFound())
            .map(LibraryReport::soname)
            .toList();
    ProviderReport ownOnly =
        new ProviderReport(
            true,
            report.tensorRt().problem(),
            report.tensorRt().libraries().stream()
                .filter(library -> !known.contains(library.soname()))
                .toList());
    addFaults(ownOnly, ProviderFiles.TENSOR_RT, need -> need == Need.ALL, faults);
    return sentence(faults);
  }

  private static void addFaults(
      ProviderReport provider, String file, Predicate<Need> counts, List<String> faults) {
    if (!provider.problem().isEmpty()) {
      faults.add(file + " cannot be used: " + provider.problem());
    }
    List<LibraryReport> lacking =
        provider.libraries().stream()
            .filter(library -> !library.isFound() && counts.test(library.need()))
            .toList();
    List<String> missing = new ArrayList<>();
    for (LibraryReport library : lacking) {
      if (library.state() == State.BROKEN) {
        faults.add(named(library) + " cannot be opened: " + library.problem());
      } else if (library.soname().equals(DRIVER)) {
        faults.add("no NVIDIA driver: " + DRIVER + " is not found");
      } else {
        missing.add(named(library));
      }
    }
    if (!missing.isEmpty()) {
      faults.add(enumerated(missing) + (missing.size() == 1 ? " is" : " are") + " not found");
    }
  }

  private static void addDriverFaults(GpuReport report, List<String> faults) {
    DriverReport driver = report.driver();
    boolean answers =
        report.cuda().libraries().stream()
            .anyMatch(library -> library.soname().equals(DRIVER) && library.isFound());
    if (!answers) {
      return;
    }
    if (isTooOld(driver.cudaVersion(), report.runtimeVersion())) {
      faults.add(
          "the driver supports CUDA "
              + Versions.ofCuda(driver.cudaVersion())
              + ", the runtime is "
              + Versions.ofCuda(report.runtimeVersion()));
    }
    if (driver.error() != 0 && driver.error() != DriverErrors.NO_DEVICE) {
      faults.add("the driver does not start: " + DriverErrors.text(driver.error()));
    } else if (driver.gpus().isEmpty()) {
      faults.add("the driver finds no GPU");
    }
  }

  /** Runtimes of one major version run on any driver of it. */
  private static boolean isTooOld(int driver, int runtime) {
    return driver != 0 && driver / CUDA_MAJOR < runtime / CUDA_MAJOR;
  }

  private static String named(LibraryReport library) {
    return library.soname() + library.product().map(name -> " (" + name + ")").orElse("");
  }

  private static String enumerated(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private static Optional<String> sentence(List<String> faults) {
    return Stream.of(String.join("; ", faults)).filter(text -> !text.isEmpty()).findFirst();
  }
}
