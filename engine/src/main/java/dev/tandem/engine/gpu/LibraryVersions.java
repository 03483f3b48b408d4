package dev.tandem.engine.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Asks open libraries for their versions. */
final class LibraryVersions {
  private LibraryVersions() {}

  /** Empty where it does not say. */
  static String of(String soname, NativeLibrary library) {
    if (soname.startsWith("libcuda.so.")) {
      return cuda(written("cuDriverGetVersion", library));
    }
    if (soname.startsWith("libcudart.so.")) {
      return cuda(written("cudaRuntimeGetVersion", library));
    }
    if (soname.startsWith("libcudnn.so.")) {
      return threeParts("cudnnGetVersion", library);
    }
    if (soname.startsWith("libnvinfer.so.")) {
      return threeParts("getInferLibVersion", library);
    }
    if (soname.startsWith("libnvonnxparser.so.")) {
      return threeParts("getNvOnnxParserVersion", library);
    }
    return "";
  }

  /** What a function writes to where its only argument points; 0 where that fails. */
  static int written(String function, NativeLibrary library) {
    ByteBuffer number = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    return library.has(function) && library.call(function, number) == 0 ? number.getInt(0) : 0;
  }

  private static String cuda(int number) {
    return number == 0 ? "" : Versions.ofCuda(number);
  }

  private static String threeParts(String function, NativeLibrary library) {
    return library.has(function) ? Versions.ofThreeParts(library.call(function)) : "";
  }
}
