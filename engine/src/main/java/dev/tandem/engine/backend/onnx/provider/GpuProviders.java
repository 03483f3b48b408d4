package dev.tandem.engine.backend.onnx.provider;

import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.Optimization;
import dev.tandem.engine.model.Optimization.Accelerator;
import dev.tandem.engine.model.Optimization.Accelerators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The execution providers of a model's instances on a GPU. */
public final class GpuProviders {
  private GpuProviders() {}

  /**
   * The accelerators in the order of the configuration, and CUDA behind them, for what they leave.
   * Throws {@link dev.tandem.engine.api.ServingException} for what nobody knows.
   */
  public static List<ExecutionProvider> of(ModelConfig config, int gpu) {
    String model = config.name();
    List<ExecutionProvider> providers = new ArrayList<>();
    Map<String, String> cuda = new TreeMap<>(CudaOptions.ofParameters(model, config.parameters()));
    for (Accelerator accelerator : accelerators(config)) {
      switch (accelerator.name()) {
        case "tensorrt" -> {
          Map<String, String> options = TensorRtOptions.toOrt(model, accelerator.parameters());
          providers.add(
              ExecutionProvider.tensorRt(gpu, options, TensorRtProfile.of(config, options)));
        }
        case "cuda" -> cuda.putAll(CudaOptions.TABLE.toOrt(model, accelerator.parameters()));
        default ->
            throw OptionTable.refused(
                model, "unknown Execution Accelerator '" + accelerator.name() + "' is requested");
      }
    }
    providers.add(ExecutionProvider.cuda(gpu, cuda));
    return providers;
  }

  private static List<Accelerator> accelerators(ModelConfig config) {
    return config
        .optimization()
        .flatMap(Optimization::executionAccelerators)
        .map(Accelerators::gpu)
        .orElse(List.of());
  }
}
