package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code inputs}: one value, or an object of named values, shapes as they are written. */
final class ColumnForm {
  private ColumnForm() {}

  static Map<SignatureTensor, JsonTensor> read(
      JsonValue value, Signature signature, InputTensors tensors) {
    if (value.isObject() && !Base64Text.isBase64(value)) {
      return readNamed(value, signature, tensors);
    }
    SignatureTensor input =
        signature
            .onlyInput()
            .orElseThrow(
                () ->
                    invalidArgument(
                        "inputs is a plain value/list, but expecting an object as multiple input"
                            + " tensors required as per tensorinfo_map"));
    return Map.of(input, readValue(input, value, tensors));
  }

  private static Map<SignatureTensor, JsonTensor> readNamed(
      JsonValue object, Signature signature, InputTensors tensors) {
    Map<SignatureTensor, JsonTensor> read = new LinkedHashMap<>();
    for (SignatureTensor input : signature.inputs()) {
      Optional<JsonValue> value =
          object
              .member(input.alias())
              .or(
                  () ->
                      signature.isCalledByModelName(input)
                          ? object.member(input.spec().name())
                          : Optional.empty());
      if (value.isPresent()) {
        read.put(input, readValue(input, value.get(), tensors));
      } else if (!input.optional()) {
        throw invalidArgument("Missing named input: " + input.alias() + " in 'inputs' object.");
      }
    }
    return read;
  }

  private static JsonTensor readValue(
      SignatureTensor input, JsonValue value, InputTensors tensors) {
    long[] dims = NestedLists.shapeOf(input.alias(), value);
    Elements elements = tensors.elements(input, 1, dims);
    JsonReader reader = value.reader();
    reader.next();
    new NestedLists(dims, elements).read(reader);
    return new JsonTensor(Shape.of(dims), elements);
  }
}
