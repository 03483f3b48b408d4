package dev.tandem.doctor;

import dev.tandem.engine.gpu.GpuReport;

/**
 * What was found on a machine.
 *
 * @param java the version of the JVM, and where it is
 * @param memoryBytes what this process may have, also in a container
 * @param nativesFrom where ONNX Runtime takes its libraries from
 */
public record Diagnosis(
    String version,
    String java,
    String system,
    int processors,
    long memoryBytes,
    String nativesFrom,
    RuntimeFinding runtime,
    GpuReport gpus) {
  public boolean canServe() {
    return runtime instanceof RuntimeFinding.Runs;
  }
}
