package dev.tandem.doctor;

import java.util.List;

/** Whether ONNX Runtime starts. */
public sealed interface RuntimeFinding {
  /** It does; these are the names of its providers. */
  record Runs(String version, List<String> providers) implements RuntimeFinding {
    public Runs {
      providers = List.copyOf(providers);
    }
  }

  /** It does not. */
  record Fails(String reason) implements RuntimeFinding {}
}
