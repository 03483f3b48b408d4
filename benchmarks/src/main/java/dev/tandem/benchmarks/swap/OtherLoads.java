package dev.tandem.benchmarks.swap;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Loads and frees the large model in a process that has nothing to do with the server: what the
 * traffic feels of that, it feels of the machine.
 */
public final class OtherLoads {
  private OtherLoads() {}

  static QuietProcess start(Path repository) throws IOException {
    Path model = repository.resolve(Path.of(LargeModel.NAME, "1", "model.onnx"));
    return QuietProcess.start(OtherLoads.class, model.toString());
  }

  /** Takes the model's file; loads it until the input ends. */
  public static void main(String[] args) throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      while (QuietProcess.isWanted()) {
        loadOnce(environment, args[0], options);
      }
    }
  }

  private static void loadOnce(
      OrtEnvironment environment, String model, OrtSession.SessionOptions options)
      throws OrtException {
    try (OrtSession session = environment.createSession(model, options);
        OnnxTensor input = OnnxTensor.createTensor(environment, new float[1][LargeModel.WIDTH])) {
      session.run(Map.of("INPUT", input)).close();
    }
  }
}
