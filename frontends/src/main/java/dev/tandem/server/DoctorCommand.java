package dev.tandem.server;

import dev.tandem.doctor.Diagnosis;
import dev.tandem.doctor.DoctorPage;
import dev.tandem.doctor.RuntimeFinding;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.onnx.OnnxRuntimeInfo;
import java.io.PrintStream;

/** The command that says what models would run on here; opens no port and loads no model. */
final class DoctorCommand {
  private DoctorCommand() {}

  /** Gives the exit code. */
  static int run(PrintStream out) {
    Diagnosis found =
        new Diagnosis(
            Version.current(),
            property("java.version") + ", " + property("java.home"),
            property("os.name") + " " + property("os.version") + ", " + property("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            MachineMemory.totalBytes(),
            OnnxNatives.folder().map(Object::toString).orElse("its jar"),
            runtime(),
            OnnxNatives.PROBE.report());
    out.print(DoctorPage.of(found));
    return found.canServe() ? 0 : 1;
  }

  private static RuntimeFinding runtime() {
    try {
      OnnxRuntimeInfo info = OnnxRuntimeInfo.start();
      return new RuntimeFinding.Runs(info.version(), info.providers());
    } catch (ServingException e) {
      return new RuntimeFinding.Fails(reason(e));
    }
  }

  /** What is at the bottom: above it there is only that a class could not be initialized. */
  private static String reason(ServingException failure) {
    Throwable reason = failure;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    return reason == failure ? failure.text() : reason.toString();
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
