package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.NativeLoader.Opening;
import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens libraries, each of them once; belongs to one thread. */
final class LibrarySearch {
  private final NativeLoader loader;
  private final Map<String, Opening> known = new HashMap<>();

  LibrarySearch(NativeLoader loader) {
    this.loader = loader;
  }

  /**
   * @param folders where to look for what the loader does not find
   */
  Opening open(String soname, List<String> folders) {
    Opening before = known.get(soname);
    if (before != null && (before instanceof Opening.Opened || folders.isEmpty())) {
      return before;
    }
    Opening opening = before == null ? loader.open(soname) : before;
    for (String folder : folders) {
      if (isMissing(soname, opening)) {
        Opening there = loader.open(folder + "/" + soname);
        opening = isMissing(folder + "/" + soname, there) ? opening : there;
      }
    }
    known.put(soname, opening);
    return opening;
  }

  /** The loader says the same of a library that is there and needs another one that is not. */
  static boolean isMissing(String library, Opening opening) {
    return opening instanceof Failed failed
        && failed.reason().startsWith(library + ":")
        && failed.reason().endsWith("No such file or directory");
  }
}
