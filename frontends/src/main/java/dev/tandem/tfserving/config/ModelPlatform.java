package dev.tandem.tfserving.config;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.proto.tfserving.ModelConfig;
import dev.tandem.proto.tfserving.ModelType;
import java.util.Set;

/** The platform that a model says it is for; ONNX Runtime runs all those that are taken. */
final class ModelPlatform {
  static final String TENSORFLOW = "tensorflow";

  private static final Set<String> TAKEN = Set.of(TENSORFLOW, "onnx", "onnxruntime");

  private ModelPlatform() {}

  static String of(ModelConfig model) {
    String platform = named(model);
    if (!TAKEN.contains(platform)) {
      throw invalidArgument(
          "Model " + model.getName() + " requests unsupported platform " + platform);
    }
    return platform;
  }

  @SuppressWarnings("deprecation") // configuration files of old still name the type
  private static String named(ModelConfig model) {
    boolean typed = model.getModelTypeValue() != ModelType.MODEL_TYPE_UNSPECIFIED_VALUE;
    String platform = model.getModelPlatform();
    if (typed && !platform.isEmpty()) {
      throw invalidArgument(
          "Illegal setting both ModelServerConfig::model_type (deprecated) and"
              + " ModelServerConfig::model_platform, model name is "
              + model.getName());
    }
    if (typed) {
      return model.getModelTypeValue() == ModelType.TENSORFLOW_VALUE ? TENSORFLOW : "other";
    }
    if (platform.isEmpty()) {
      throw invalidArgument(
          "Illegal setting neither ModelServerConfig::model_type (deprecated) nor"
              + " ModelServerConfig::model_platform, model name is "
              + model.getName());
    }
    return platform;
  }
}
