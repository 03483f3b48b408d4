package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.LibraryReport.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which libraries a provider cannot do without, and which it opens itself once it needs them. */
final class NeededLibraries {
  private static final Pattern CUDA_RUNTIME = Pattern.compile("libcudart\\.so\\.([0-9]{1,4})");

  /** ONNX Runtime itself stands on these. */
  private static final Pattern OF_THE_SYSTEM =
      Pattern.compile(
          "(lib(c|m|dl|rt|pthread|stdc\\+\\+|gcc_s)|ld-linux-[a-z0-9-]+)\\.so\\.[0-9]+");

  private static final String DRIVER = "libcuda.so.1";
  private static final String CUDNN = "libcudnn.so.";
  private static final String CUFFT = "libcufft.so.";

  private NeededLibraries() {}

  /** A library, and how much depends on it. */
  record NeededLibrary(String soname, Need need) {}

  static List<NeededLibrary> ofTensorRt(ElfNeeds needs) {
    List<NeededLibrary> libraries = new ArrayList<>();
    for (String soname : needs.libraries()) {
      if (!OF_THE_SYSTEM.matcher(soname).matches()) {
        libraries.add(new NeededLibrary(soname, Need.ALL));
      }
    }
    return libraries;
  }

  /** Builds since 1.28 open cuDNN and cuFFT when the first operator asks for them. */
  static List<NeededLibrary> ofCuda(ElfNeeds needs) {
    List<NeededLibrary> libraries = ofTensorRt(needs);
    if (!needs.libraries().contains(DRIVER)) {
      libraries.add(new NeededLibrary(DRIVER, Need.ALL));
    }
    if (lacks(CUDNN, needs)) {
      libraries.add(new NeededLibrary(CUDNN + 9, Need.MANY_OPERATORS));
    }
    int cuda = cudaMajor(needs);
    if (lacks(CUFFT, needs) && cuda > 0) {
      libraries.add(new NeededLibrary(CUFFT + (cuda - 1), Need.FEW_OPERATORS));
    }
    return libraries;
  }

  /** 0 where it is not known. */
  private static int cudaMajor(ElfNeeds needs) {
    for (String soname : needs.libraries()) {
      Matcher matcher = CUDA_RUNTIME.matcher(soname);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    return 0;
  }

  private static boolean lacks(String prefix, ElfNeeds needs) {
    return needs.libraries().stream().noneMatch(soname -> soname.startsWith(prefix));
  }
}
