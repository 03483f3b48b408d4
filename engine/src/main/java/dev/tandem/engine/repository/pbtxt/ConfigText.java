package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelConfig;

/** The text of a config.pbtxt, which is the text form of an {@code inference.ModelConfig}. */
public final class ConfigText {
  /** As strict as Triton's reader: nothing unknown, nothing twice, no two schedulers. */
  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private ConfigText() {}

  /** Reads a configuration that keeps its name to itself, which may be none. */
  public static ModelConfig read(String text) {
    return read(text, "");
  }

  /** Reads the configuration of {@code folder}, which also names a model without a name. */
  public static ModelConfig read(String text, String folder) {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    try {
      PARSER.merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new ConfigException(place(e), e);
    }
    if (message.getName().isEmpty()) {
      message.setName(folder);
    }
    return ConfigProto.read(message.build());
  }

  public static String write(ModelConfig config) {
    return TextFormat.printer().printToString(ConfigProto.write(config));
  }

  private static String place(TextFormat.ParseException e) {
    String prefix = e.getLine() + ":" + e.getColumn() + ": ";
    String message = String.valueOf(e.getMessage());
    String reason = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    return "line " + e.getLine() + ", column " + e.getColumn() + ": " + reason;
  }
}
