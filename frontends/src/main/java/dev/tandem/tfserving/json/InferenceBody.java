package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonError;
import dev.tandem.json.JsonException;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The body of an inference as far as it can be understood without the model. */
public record InferenceBody(JsonValue root, String signatureName, int sizeBytes) {
  /** Parses what lies on the heap; the bytes must stay as they are while this is in use. */
  public static InferenceBody parse(ByteBuffer body) {
    return parse(body, more -> {});
  }

  /** The same, where {@code growth} is told of bytes that reading takes beside the body. */
  public static InferenceBody parse(ByteBuffer body, LongConsumer growth) {
    JsonValue root = document(body, growth).root();
    if (!root.isObject()) {
      throw invalidArgument("JSON Value: " + JsonDump.of(root) + " Is not object");
    }
    return new InferenceBody(root, signatureName(root), body.remaining());
  }

  private static JsonDocument document(ByteBuffer body, LongConsumer growth) {
    try {
      return JsonDocument.parse(
          body.array(),
          body.arrayOffset() + body.position(),
          body.remaining(),
          TrailingBytes.IGNORE,
          growth);
    } catch (JsonException e) {
      throw syntaxError(e);
    }
  }

  private static TfServingException syntaxError(JsonException e) {
    if (e.error() == JsonError.DOCUMENT_EMPTY) {
      return invalidArgument("JSON Parse error: The document is empty");
    }
    return invalidArgument("JSON Parse error: " + e.error().text() + " at offset: " + e.offset());
  }

  private static String signatureName(JsonValue root) {
    Optional<JsonValue> name = root.member("signature_name");
    if (name.isEmpty()) {
      return "";
    }
    if (!name.get().isString()) {
      throw invalidArgument(
          "JSON Value: "
              + JsonDump.of(root)
              + " not formatted correctly. 'signature_name' key must be a string value.");
    }
    return name.get().text();
  }
}
