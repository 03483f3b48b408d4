package dev.tandem.server;

import java.util.Map;
import java.util.Optional;

/**
 * The model that a container is told to serve by its environment, as TensorFlow Serving's is: the
 * one in the folder MODEL_BASE_PATH/MODEL_NAME.
 */
final class ContainerModel {
  private static final String NAME = "MODEL_NAME";
  private static final String BASE_PATH = "MODEL_BASE_PATH";
  private static final String DEFAULT_NAME = "model";
  private static final String DEFAULT_BASE_PATH = "/models";

  private ContainerModel() {}

  /**
   * @param named the name that a flag gives the model, in whatever folder it is
   */
  static Optional<BasePathModelOptions> of(
      Map<String, String> environment, Optional<String> named) {
    String name = environment.getOrDefault(NAME, "");
    String basePath = environment.getOrDefault(BASE_PATH, "");
    if (name.isEmpty() && basePath.isEmpty()) {
      return Optional.empty();
    }
    String folder = name.isEmpty() ? DEFAULT_NAME : name;
    String parent = (basePath.isEmpty() ? DEFAULT_BASE_PATH : basePath).replaceFirst("/+$", "");
    return Optional.of(new BasePathModelOptions(named.orElse(folder), parent + "/" + folder));
  }

  static String remark(BasePathModelOptions model) {
    return "MODEL_NAME and MODEL_BASE_PATH say to serve '"
        + model.basePath()
        + "' as '"
        + model.name()
        + "'";
  }
}
