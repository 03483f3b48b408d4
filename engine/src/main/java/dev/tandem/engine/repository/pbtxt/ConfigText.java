package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.TextFormat;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.Scheduling;
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
      throw new ConfigException(Finding.of(withPlaces(e)).at(Stage.POLL), e);
    }
    if (message.getName().isEmpty()) {
      message.setName(folder);
    }
    return ConfigProto.read(message.build());
  }

  public static String write(ModelConfig config) {
    return PbtxtPrinter.print(ConfigProto.write(config));
  }

  /** The line of a configuration that holds these inputs. */
  public static String inputLine(List<ModelInput> inputs) {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    inputs.forEach(input -> message.addInput(TensorProto.write(input)));
    return PbtxtPrinter.printLine(message.build());
  }

  /** The line of a configuration that holds these outputs. */
  public static String outputLine(List<ModelOutput> outputs) {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    outputs.forEach(output -> message.addOutput(TensorProto.write(output)));
    return PbtxtPrinter.printLine(message.build());
  }

  /** The line of a configuration that holds this scheduling. */
  public static String schedulingLine(Scheduling scheduling) {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    SchedulingProto.write(scheduling, message);
    return PbtxtPrinter.printLine(message.build());
  }

  /** The line of a configuration that holds these instance groups. */
  public static String instanceGroupLine(List<InstanceGroup> groups) {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    groups.forEach(group -> message.addInstanceGroup(InstanceGroupProto.write(group)));
    return PbtxtPrinter.printLine(message.build());
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
