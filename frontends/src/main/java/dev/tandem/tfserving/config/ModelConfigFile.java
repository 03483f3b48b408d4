package dev.tandem.tfserving.config;

import dev.tandem.proto.tfserving.ModelServerConfig;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.file.Path;
import java.util.Optional;

/** The file of {@code --model_config_file}: a ModelServerConfig as text. */
public final class ModelConfigFile {
  private ModelConfigFile() {}

  /**
   * What the file says, if it says anything; throws {@link TfServingException} where it cannot be
   * read or is not in order.
   */
  public static Optional<BasePathConfig> read(Path file) {
    ModelServerConfig.Builder config = ModelServerConfig.newBuilder();
    ProtoTextFile.merge(file, config);
    return BasePathConfig.ofFile(config.build());
  }
}
