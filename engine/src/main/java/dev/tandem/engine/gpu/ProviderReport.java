package dev.tandem.engine.gpu;

import java.util.List;

/**
 * What was found of an execution provider.
 *
 * @param isInBuild whether this build of ONNX Runtime has it
 * @param problem why its own library cannot be used; empty where it can, or where there is none
 * @param libraries what it needs, nothing where that is not known
 */
public record ProviderReport(boolean isInBuild, String problem, List<LibraryReport> libraries) {
  public ProviderReport {
    libraries = List.copyOf(libraries);
  }

  static ProviderReport absent() {
    return new ProviderReport(false, "", List.of());
  }

  static ProviderReport unusable(String problem) {
    return new ProviderReport(true, problem, List.of());
  }

  static ProviderReport of(List<LibraryReport> libraries) {
    return new ProviderReport(true, "", libraries);
  }
}
