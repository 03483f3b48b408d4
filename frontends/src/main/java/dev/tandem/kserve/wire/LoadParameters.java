package dev.tandem.kserve.wire;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client says of the model to load, in either transport; belongs to one thread. */
final class LoadParameters {
  static final String CONFIG = "config";
  static final String FILE_PREFIX = "file:";
  static final String VERSION = "version";

  private static final Logger logger = LoggerFactory.getLogger(LoadParameters.class);

  private final String model;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private OptionalLong version = OptionalLong.empty();
  private @Nullable String config;

  LoadParameters(String model) {
    this.model = LoadableName.require(model);
  }

  void version(long value) {
    version = OptionalLong.of(value);
  }

  /** A configuration in JSON, in place of the model's own. */
  void config(String json) {
    try {
      config = ConfigJson.toText(json);
    } catch (IllegalArgumentException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** A file of the model by the name of its parameter. */
  void file(String parameter, byte[] content) {
    String path = parameter.substring(FILE_PREFIX.length());
    if (!ModelFilePath.isInside(path)) {
      throw unreadable("'" + path + "' is no path inside of a model");
    }
    files.put(path, content);
  }

  ModelLoad load() {
    if (config == null && !files.isEmpty()) {
      throw unreadable("Load parameter 'config' must be specified for model file override");
    }
    return new ModelLoad(model, version, Optional.ofNullable(config), files);
  }

  /** The client gets the one text that Triton has for all of this; the log gets the reason too. */
  ServingException unreadable(String why) {
    logger.info("model '{}' was not loaded: {}", model, why);
    return new ServingException(
        Reason.NOT_IN_REPOSITORY,
        "failed to load '" + model + "', failed to poll from model repository");
  }
}
