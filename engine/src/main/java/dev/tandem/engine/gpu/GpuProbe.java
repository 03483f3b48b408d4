package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.NativeLoader.Opening;
import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import dev.tandem.engine.gpu.NativeLoader.Opening.Opened;
import dev.tandem.engine.gpu.NeededLibraries.NeededLibrary;
import dev.tandem.engine.gpu.ProviderFiles.Found;
import dev.tandem.engine.gpu.ProviderFiles.Found.Present;
import dev.tandem.engine.gpu.ProviderFiles.Found.Unusable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks once, when it is first asked, what there is to run models on GPUs with. Where ONNX Runtime
 * is its CPU build nothing is opened.
 */
public final class GpuProbe {
  private static final String DRIVER = "libcuda.so.1";
  private static final String RUNTIME = "libcudart.so.";

  private final ProviderFiles files;
  private final Supplier<NativeLoader> loaders;
  private final Map<String, NativeLibrary> open = new HashMap<>();
  private @Nullable GpuReport report;

  /**
   * @param natives the folder of ONNX Runtime's libraries, its {@code onnxruntime.native.path};
   *     null where they are in its jar
   */
  public GpuProbe(@Nullable Path natives) {
    this(new ProviderFiles(natives), JnaLoader::new);
  }

  GpuProbe(ProviderFiles files, Supplier<NativeLoader> loaders) {
    this.files = files;
    this.loaders = loaders;
  }

  public synchronized GpuReport report() {
    if (report == null) {
      report = look();
    }
    return report;
  }

  /** Of memory that runs on that GPU use; {@link PageLocks#NONE} where it cannot be used. */
  public synchronized PageLocks pageLocks(int gpu) {
    if (report().usable().stream().noneMatch(usable -> usable.index() == gpu)) {
      return PageLocks.NONE;
    }
    NativeLibrary runtime = runtime();
    return runtime != null && runtime.has("cudaHostRegister")
        ? new CudaPageLocks(runtime, gpu)
        : PageLocks.NONE;
  }

  private GpuReport look() {
    Found cuda = files.cuda();
    Found tensorRt = files.tensorRt();
    if (!(cuda instanceof Present) && !(tensorRt instanceof Present)) {
      return new GpuReport(unopened(cuda), unopened(tensorRt), DriverReport.NONE, 0);
    }
    try {
      LibrarySearch search = new LibrarySearch(loaders.get());
      ProviderReport ofCuda =
          cuda instanceof Present present
              ? ProviderReport.of(
                  found(NeededLibraries.ofCuda(present.needs()), present.needs(), search))
              : unopened(cuda);
      ProviderReport ofTensorRt =
          tensorRt instanceof Present present
              ? ProviderReport.of(
                  found(NeededLibraries.ofTensorRt(present.needs()), present.needs(), search))
              : unopened(tensorRt);
      return new GpuReport(ofCuda, ofTensorRt, driver(), runtimeVersion());
    } catch (LinkageError | RuntimeException e) {
      ProviderReport unusable = ProviderReport.unusable("no native function can be called: " + e);
      return new GpuReport(unusable, unusable, DriverReport.NONE, 0);
    }
  }

  private static ProviderReport unopened(Found found) {
    return found instanceof Unusable unusable
        ? ProviderReport.unusable(unusable.problem())
        : ProviderReport.absent();
  }

  private List<LibraryReport> found(
      List<NeededLibrary> libraries, ElfNeeds needs, LibrarySearch search) {
    List<LibraryReport> reports = new ArrayList<>();
    for (NeededLibrary needed : libraries) {
      reports.add(found(needed, search.open(needed.soname(), needs.folders())));
    }
    return reports;
  }

  private LibraryReport found(NeededLibrary needed, Opening opening) {
    String soname = needed.soname();
    if (opening instanceof Opened opened) {
      open.put(soname, opened.library());
      String version = LibraryVersions.of(soname, opened.library());
      return LibraryReport.found(soname, needed.need(), version);
    }
    return LibrarySearch.isMissing(soname, opening)
        ? LibraryReport.missing(soname, needed.need())
        : LibraryReport.broken(soname, needed.need(), ((Failed) opening).reason());
  }

  private DriverReport driver() {
    NativeLibrary driver = open.get(DRIVER);
    return driver == null ? DriverReport.NONE : new CudaDriver(driver).report();
  }

  private int runtimeVersion() {
    NativeLibrary runtime = runtime();
    return runtime == null ? 0 : LibraryVersions.written("cudaRuntimeGetVersion", runtime);
  }

  private @Nullable NativeLibrary runtime() {
    return open.entrySet().stream()
        .filter(library -> library.getKey().startsWith(RUNTIME))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
