package dev.tandem.server;

import dev.tandem.doctor.Diagnosis;
import dev.tandem.doctor.DoctorPage;
import dev.tandem.doctor.RuntimeFinding;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.onnx.OnnxRuntimeInfo;
import dev.tandem.engine.gpu.GpuProbe;
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
            new GpuProbe(OnnxNatives.folder().orElse(null)).report());
    out.print(DoctorPage.of(found));
    return found.canServe() ? 0 : 1;
  }

  private static RuntimeFinding runtime() {
    try {
      OnnxRuntimeInfo info = OnnxRuntimeInfo.start();
      return new RuntimeFinding.Runs(info.version(), info.providers());
    } catch (ServingException e) {
      return new RuntimeFinding.Fails(e.text());
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
