package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets a GPU add a number to itself. */
final class AdditionTrial implements GpuTrial {
  /** The ONNX model {@code y = x + x} of one float. */
  private static final byte[] MODEL =
      Base64.getDecoder()
          .decode(
              "CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAWIPCgF5EgoKCAgBEgQKAggBQgIQDQ==");

  private static final float NUMBER = 21;

  private final Supplier<OnnxEnvironment> environment;

  AdditionTrial(Supplier<OnnxEnvironment> environment) {
    this.environment = environment;
  }

  @Override
  public Optional<String> fault(int gpu) {
    try {
      // Before all else: a provider that is loaded without an environment has no log to write to.
      OrtEnvironment ort = environment.get().ort();
      try (SessionOptions options = new SessionOptions();
          OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
        options.addCUDA(cuda);
        return fault(ort, options);
      }
    } catch (OrtException e) {
      return Optional.of(OrtErrors.text(e));
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(e.toString());
    }
  }

  static Optional<String> fault(OrtEnvironment ort, SessionOptions options) throws OrtException {
    try (OrtSession session = ort.createSession(MODEL, options);
        OnnxTensor input = OnnxTensor.createTensor(ort, new float[] {NUMBER});
        OrtSession.Result result = session.run(Map.of("x", input))) {
      float sum = ((float[]) result.get(0).getValue())[0];
      return sum == NUMBER + NUMBER
          ? Optional.empty()
          : Optional.of("%s + %s gives %s".formatted(NUMBER, NUMBER, sum));
    }
  }
}
