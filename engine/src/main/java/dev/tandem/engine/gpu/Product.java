package dev.tandem.engine.gpu;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a library is a part of.
 *
 * @param name as NVIDIA calls it
 * @param systemPackage its package in NVIDIA's repository for Debian and Ubuntu, a star where the
 *     releases differ
 */
record Product(String name, String systemPackage) {
  private static final Pattern SONAME = Pattern.compile("lib([A-Za-z_]+)\\.so\\.([0-9]{1,4})");

  /** A library's name without version, and its product with {@code %d} for the version. */
  private record Kind(String library, String name, String systemPackage, int packageAhead) {
    private Kind(String library, String name, String systemPackage) {
      this(library, name, systemPackage, 0);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("cuda", "NVIDIA driver", "cuda-drivers"),
          new Kind("cudart", "CUDA %d runtime", "cuda-cudart-%d-*"),
          new Kind("cublas", "cuBLAS of CUDA %d", "libcublas-%d-*"),
          new Kind("cublasLt", "cuBLAS of CUDA %d", "libcublas-%d-*"),
          // The same number in CUDA 11, 12 and 13.
          new Kind("curand", "cuRAND %d", "libcurand-*"),
          // cuFFT 11 comes with CUDA 12, and 12 with 13.
          new Kind("cufft", "cuFFT %d", "libcufft-%d-*", 1),
          new Kind("cudnn", "cuDNN %d", "libcudnn%d-cuda-*"),
          new Kind("nvinfer", "TensorRT %d", "libnvinfer%d"),
          new Kind("nvonnxparser", "TensorRT %d", "libnvonnxparsers%d"));

  static Optional<Product> of(String soname) {
    Matcher matcher = SONAME.matcher(soname);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int version = Integer.parseInt(matcher.group(2));
    return KINDS.stream()
        .filter(kind -> kind.library.equals(matcher.group(1)))
        .findFirst()
        .map(
            kind ->
                new Product(
                    filled(kind.name, version),
                    filled(kind.systemPackage, version + kind.packageAhead)));
  }

  private static String filled(String text, int version) {
    return text.replace("%d", Integer.toString(version));
  }
}
