package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code instances}: one value, or one object of named values, for each row of the batch. */
final class RowForm {
  private final Signature signature;
  private final InputTensors tensors;
  private final JsonReader reader;
  private final int rows;
  private final Map<SignatureTensor, RowInput> inputs = new LinkedHashMap<>();

  private RowForm(Signature signature, InputTensors tensors, JsonReader reader) {
    this.signature = signature;
    this.tensors = tensors;
    this.reader = reader;
    this.rows = reader.size();
  }

  static Map<SignatureTensor, JsonTensor> read(
      JsonValue instances, Signature signature, InputTensors tensors) {
    JsonReader reader = instances.reader();
    reader.next();
    RowForm form = new RowForm(signature, tensors, reader);
    JsonValue first = instances.first().orElseThrow();
    if (isNamed(first)) {
      form.readNamedRows();
    } else {
      form.readPlainRows(
          signature
              .onlyInput()
              .orElseThrow(
                  () ->
                      invalidArgument(
                          "instances is a plain list, but expecting list of objects as multiple"
                              + " input tensors required as per tensorinfo_map")));
    }
    return form.tensors();
  }

  private static boolean isNamed(JsonValue row) {
    return row.isObject() && !Base64Text.isBase64(row);
  }

  private boolean atNamedRow() {
    return reader.token() == JsonToken.OBJECT_START && isNamed(reader.value());
  }

  private void readPlainRows(SignatureTensor input) {
    for (int row = 0; reader.next() != JsonToken.ARRAY_END; row++) {
      if (atNamedRow()) {
        throw invalidArgument(
            "Expecting value/list but got object at item " + row + " of input list");
      }
      readValue(input, row, "");
    }
  }

  private void readNamedRows() {
    for (int row = 0; reader.next() != JsonToken.ARRAY_END; row++) {
      if (!atNamedRow()) {
        throw invalidArgument("Expecting object but got list at item " + row + " of input list");
      }
      readNamedRow(row, reader.value());
    }
  }

  private void readNamedRow(int row, JsonValue object) {
    boolean complete = true;
    while (reader.next() != JsonToken.OBJECT_END) {
      String name = reader.text();
      reader.next();
      Optional<SignatureTensor> input = signature.input(name);
      if (input.isEmpty()) {
        throw wrapped(
            row,
            " key: " + name,
            invalidArgument("JSON object: does not have named input: " + name));
      }
      RowInput known = inputs.get(input.get());
      if (known == null ? row > 0 : known.rows() > row) {
        complete = false;
        reader.skip();
      } else {
        readValue(input.get(), row, " key: " + name);
      }
    }
    if (!complete || !hasAllInputs(row)) {
      throw invalidArgument(
          "Failed to process element: "
              + row
              + " of 'instances' list. JSON object: "
              + JsonDump.of(object)
              + " keys must be equal to: "
              + String.join(",", signature.inputAliases()));
    }
  }

  /** Whether every input but optional ones that no row has was given for each row so far. */
  private boolean hasAllInputs(int row) {
    for (SignatureTensor input : signature.inputs()) {
      RowInput known = inputs.get(input);
      if (known == null ? !input.optional() : known.rows() != row + 1) {
        return false;
      }
    }
    return true;
  }

  private void readValue(SignatureTensor input, int row, String key) {
    try {
      RowInput known = inputs.get(input);
      if (known == null) {
        known = RowInput.of(input, rows, reader.value(), tensors);
        inputs.put(input, known);
      }
      known.read(reader);
    } catch (TfServingException e) {
      throw e.code() == Status.Code.RESOURCE_EXHAUSTED ? e : wrapped(row, key, e);
    }
  }

  private static TfServingException wrapped(int row, String key, TfServingException inner) {
    return invalidArgument(
        "Failed to process element: "
            + row
            + key
            + " of 'instances' list. Error: "
            + inner.code()
            + ": "
            + inner.text());
  }

  private Map<SignatureTensor, JsonTensor> tensors() {
    Map<SignatureTensor, JsonTensor> named = new LinkedHashMap<>();
    inputs.forEach(
        (input, read) ->
            named.put(
                input, new JsonTensor(Shape.of(read.dims()).withLeading(rows), read.elements())));
    return named;
  }
}
