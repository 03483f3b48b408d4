package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonException;
import dev.tandem.json.TrailingBytes;
import dev.tandem.proto.kserve.ModelConfig;

/** The JSON form of a model configuration. */
final class ConfigJson {
  private ConfigJson() {}

  /** The same configuration as a config.pbtxt has it; throws where {@code json} is not one. */
  static String toText(String json) {
    ModelConfig.Builder config = ModelConfig.newBuilder();
    try {
      // Protobuf's reader forgives much that is not JSON, such as what follows the end.
      JsonDocument.parse(json.getBytes(UTF_8), TrailingBytes.REJECT);
      JsonFormat.parser().merge(json, config);
    } catch (JsonException | InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("Invalid config override: " + e.getMessage(), e);
    }
    return TextFormat.printer().printToString(config);
  }
}
