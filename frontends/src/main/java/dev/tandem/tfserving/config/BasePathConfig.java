package dev.tandem.tfserving.config;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.proto.tfserving.ModelConfig;
import dev.tandem.proto.tfserving.ModelConfigList;
import dev.tandem.proto.tfserving.ModelServerConfig;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A whole list of models, in order by itself.
 *
 * @param platforms of the models by name, none of which may change while its model is served
 */
public record BasePathConfig(List<BasePathModel> models, Map<String, String> platforms) {
  public static final BasePathConfig NONE = new BasePathConfig(List.of(), Map.of());

  public BasePathConfig {
    models = List.copyOf(models);
    platforms = Map.copyOf(platforms);
  }

  /** Of one model that was named on the command line. */
  public static BasePathConfig of(String name, String basePath) {
    return of(
        ModelConfigList.newBuilder()
            .addConfig(
                ModelConfig.newBuilder()
                    .setName(name)
                    .setBasePath(basePath)
                    .setModelPlatform(ModelPlatform.TENSORFLOW))
            .build());
  }

  /** Throws {@link TfServingException} where the list is not in order. */
  public static BasePathConfig of(ModelConfigList list) {
    Set<String> names = new HashSet<>();
    for (ModelConfig model : list.getConfigList()) {
      if (!names.add(model.getName())) {
        throw invalidArgument(
            "Illegal to list model " + model.getName() + " multiple times in config list");
      }
    }
    List<BasePathModel> models = list.getConfigList().stream().map(BasePathConfig::model).toList();
    Map<String, String> platforms = new HashMap<>();
    for (ModelConfig model : list.getConfigList()) {
      platforms.put(model.getName(), ModelPlatform.of(model));
    }
    return new BasePathConfig(models, platforms);
  }

  /** Of a file, which has nothing to say where it is empty. */
  static Optional<BasePathConfig> ofFile(ModelServerConfig config) {
    return switch (config.getConfigCase()) {
      case MODEL_CONFIG_LIST -> Optional.of(of(config.getModelConfigList()));
      case CUSTOM_MODEL_CONFIG ->
          throw new TfServingException(
              Status.Code.FAILED_PRECONDITION,
              "Cannot transition to requested config. It is only legal to transition from one"
                  + " ModelConfigList to another.");
      case CONFIG_NOT_SET -> Optional.empty();
    };
  }

  /** Of a HandleReloadConfigRequest. */
  public static BasePathConfig ofRequest(ModelServerConfig config) {
    if (!config.hasModelConfigList()) {
      throw invalidArgument(
          "ServerModelConfig type not supported by HandleReloadConfigRequest. Only ModelConfigList"
              + " is currently supported");
    }
    return of(config.getModelConfigList());
  }

  private static BasePathModel model(ModelConfig model) {
    if (model.getName().isEmpty()) {
      throw invalidArgument("Illegal to list a model without a name in config list");
    }
    return new BasePathModel(
        model.getName(),
        BasePath.of(model.getName(), model.getBasePath()),
        WantedVersions.of(model.getModelVersionPolicy()),
        model.getVersionLabelsMap());
  }

  /** Refuses to go from {@code before} to this where a model would change its platform. */
  void requirePlatformsOf(BasePathConfig before) {
    for (BasePathModel model : models) {
      String was = before.platforms.get(model.name());
      String requested = platforms.get(model.name());
      if (was != null && !was.equals(requested)) {
        throw invalidArgument(
            "Illegal to change a model's platform. For model "
                + model.name()
                + " platform was "
                + was
                + " and new platform requested is "
                + requested);
      }
    }
  }

  /** The names of the models that {@code before} has not. */
  List<String> newIn(BasePathConfig before) {
    return models.stream()
        .map(BasePathModel::name)
        .filter(name -> !before.platforms.containsKey(name))
        .toList();
  }
}
