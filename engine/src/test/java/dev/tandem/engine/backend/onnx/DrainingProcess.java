package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;

import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.RecordingResultSink;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that serves in its shutdown hook, beside the one of ONNX Runtime's Java API. */
final class DrainingProcess {
  private static final int ROUNDS = 300;

  private DrainingProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Files.write(folder.resolve("model.onnx"), OnnxModels.identity(FLOAT, "N"));
    OnnxBackend backend =
        new OnnxBackend(new NativePool(0), Map.of("enable-global-threadpool", arguments[1]));
    ModelSource source = new ModelSource("m", 1, folder, OnnxRunner.CONFIG);
    BackendModel model = backend.open(source);
    BackendInstance instance = model.newInstance(Device.CPU);
    serve(instance);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    serve(instance);
                    backend.open(source).close();
                  }
                  instance.close();
                  model.close();
                  System.out.print("drained\n");
                }));
  }

  private static void serve(BackendInstance instance) {
    try (RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(
          List.of(Tensors.floats("INPUT0", Shape.of(1), 1f)), List.of("OUTPUT0"), sink);
    }
  }
}
