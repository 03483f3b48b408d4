package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.example.Examples;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the examples of a Classify or Regress body, as far as they are to be read without model.
 */
public final class ExampleJsonReader {
  private final ExampleBytes bytes = new ExampleBytes();
  private final FeatureJsonReader features = new FeatureJsonReader(bytes);

  private ExampleJsonReader() {}

  public static Examples read(InferenceBody body, ExampleMethod method) {
    JsonValue list = list(body.root(), method);
    ExampleJsonReader examples = new ExampleJsonReader();
    Optional<JsonValue> context = body.root().member("context");
    if (context.isPresent()) {
      JsonReader reader = context.get().reader();
      reader.next();
      examples.readExample(reader);
      examples.bytes.endContext();
    }
    JsonReader reader = list.reader();
    reader.next();
    while (reader.next() != JsonToken.ARRAY_END) {
      examples.readExample(reader);
      examples.bytes.endExample();
    }
    return examples.bytes.examples();
  }

  private static JsonValue list(JsonValue root, ExampleMethod method) {
    Optional<JsonValue> list = root.member("examples");
    if (list.isEmpty()) {
      throw refused(
          root,
          "When method is "
              + method.callName().toLowerCase(Locale.ROOT)
              + ", key 'examples' is expected and was not found");
    }
    if (!list.get().isArray()) {
      throw refused(root, "Expecting 'examples' value to be an list/array");
    }
    if (list.get().size() == 0) {
      throw refused(root, "'examples' value is an empty array");
    }
    return list.get();
  }

  private static TfServingException refused(JsonValue root, String text) {
    return invalidArgument("JSON Value: " + JsonDump.of(root) + " " + text);
  }

  /** Reads the value that the reader stands on, and moves to its end. */
  private void readExample(JsonReader reader) {
    if (reader.token() != JsonToken.OBJECT_START) {
      throw invalidArgument(
          "Example must be JSON object but got JSON " + reader.value().kind().displayName());
    }
    while (reader.next() != JsonToken.OBJECT_END) {
      byte[] name = reader.text().getBytes(UTF_8);
      reader.next();
      features.read(name, reader);
    }
  }
}
