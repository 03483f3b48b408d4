package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a config.pbtxt, which is the text form of an {@code inference.ModelConfig}. */
public final class ConfigText {
  /** As strict as Triton's reader: nothing unknown, nothing twice, no two schedulers. */
  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private static final Pattern PLACE =
      Pattern.compile("^(-?\\d+):(-?\\d+):\\s+(.*)$", Pattern.MULTILINE);

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
      throw new ConfigException(withPlaces(e), e);
    }
    if (message.getName().isEmpty()) {
      message.setName(folder);
    }
    return ConfigProto.read(message.build());
  }

  public static String write(ModelConfig config) {
    return TextFormat.printer().printToString(ConfigProto.write(config));
  }

  /** The parser says {@code 3:7: reason}, and of unknown fields one such line each after that. */
  private static String withPlaces(TextFormat.ParseException e) {
    List<String> reasons = new ArrayList<>();
    String message = String.valueOf(e.getMessage());
    Matcher line = PLACE.matcher(message);
    while (line.find()) {
      reasons.add("line " + line.group(1) + ", column " + line.group(2) + ": " + line.group(3));
    }
    if (reasons.size() <= 1) {
      return reasons.isEmpty() ? message : reasons.get(0);
    }
    return reasons.stream()
        .skip(1)
        .map(reason -> reason.replaceFirst(": ", ": unknown field "))
        .collect(Collectors.joining("; "));
  }
}
