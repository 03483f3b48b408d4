package dev.tandem.engine.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of ONNX Runtime's execution providers: in the folder that is given, else in the
 * jar.
 */
final class ProviderFiles {
  static final String CUDA = "libonnxruntime_providers_cuda.so";
  static final String TENSOR_RT = "libonnxruntime_providers_tensorrt.so";

  private static final String SHARED = "libonnxruntime_providers_shared.so";
  private static final String IN_JAR = "ai/onnxruntime/native/linux-x64/";

  /** What is known of the published jar, whose packed libraries would take seconds to read. */
  private static final ElfNeeds PUBLISHED_CUDA =
      new ElfNeeds(
          List.of(
              "libcublasLt.so.12",
              "libcublas.so.12",
              "libcurand.so.10",
              "libcudart.so.12",
              "libcuda.so.1"),
          List.of());

  private static final ElfNeeds PUBLISHED_TENSOR_RT =
      new ElfNeeds(
          List.of(
              "libcublas.so.12",
              "libnvinfer.so.10",
              "libnvonnxparser.so.10",
              "libcudart.so.12",
              "libcudnn.so.9"),
          List.of());

  private final @Nullable Path folder;

  ProviderFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /** What there is of a provider's library. */
  sealed interface Found {
    /** This build has none. */
    record Absent() implements Found {}

    /** One that ONNX Runtime would not load either. */
    record Unusable(String problem) implements Found {}

    /** One that asks for these; the folders are absolute. */
    record Present(ElfNeeds needs) implements Found {}
  }

  Found cuda() {
    return find(CUDA, PUBLISHED_CUDA);
  }

  Found tensorRt() {
    return find(TENSOR_RT, PUBLISHED_TENSOR_RT);
  }

  private Found find(String name, ElfNeeds published) {
    if (folder == null) {
      ClassLoader loader = ProviderFiles.class.getClassLoader();
      return loader != null && loader.getResource(IN_JAR + name) != null
          ? new Found.Present(published)
          : new Found.Absent();
    }
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return new Found.Absent();
    }
    if (!Files.exists(folder.resolve(SHARED))) {
      return new Found.Unusable(SHARED + " is not beside it");
    }
    try {
      return new Found.Present(absolute(ElfReader.read(file), folder.toAbsolutePath()));
    } catch (ElfFormatException e) {
      return new Found.Unusable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Found.Unusable("it cannot be read: " + e);
    }
  }

  private static ElfNeeds absolute(ElfNeeds needs, Path folder) {
    return new ElfNeeds(
        needs.libraries(),
        needs.folders().stream()
            .map(
                path ->
                    path.replace("${ORIGIN}", folder.toString())
                        .replace("$ORIGIN", folder.toString()))
            .toList());
  }
}
