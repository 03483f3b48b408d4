package dev.tandem.tfserving.config;

import com.google.protobuf.TextFormat;
import dev.tandem.proto.tfserving.ModelServerConfig;

/** Lists of models as their authors write them. */
final class ConfigTexts {
  private ConfigTexts() {}

  /** One model with what {@code more} says of it beside name and base path. */
  static String model(String name, String more) {
    return "config { name: '" + name + "' base_path: '/models/" + name + "' " + more + " }";
  }

  static String tensorflow(String name) {
    return model(name, "model_platform: 'tensorflow'");
  }

  static String list(String... models) {
    return "model_config_list { " + String.join(" ", models) + " }";
  }

  static ModelServerConfig parse(String text) {
    try {
      return TextFormat.parse(text, ModelServerConfig.class);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }
}
