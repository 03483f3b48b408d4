package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonLayout;
import dev.tandem.json.JsonWriter;
import dev.tandem.tfserving.signature.Signature;
import java.util.Map;
import java.util.TreeMap;

/** Turns the engine's answers into Predict bodies. */
public final class PredictJsonWriter {
  private static final String BYTES_SUFFIX = "_bytes";
  private static final int FIRST_CAPACITY_BYTES = 1024;

  private final JsonWriter writer =
      new JsonWriter(new ByteSink(FIRST_CAPACITY_BYTES), JsonFloatStyle.TF_SERVING);

  /** By alias. */
  private final Map<String, Tensor> outputs = new TreeMap<>();

  private PredictJsonWriter(InferResponse response, Signature signature) {
    for (Tensor tensor : response.outputs()) {
      signature.outputNamed(tensor.name()).ifPresent(output -> outputs.put(output.alias(), tensor));
    }
    if (outputs.isEmpty()) {
      throw invalidArgument("Cannot convert empty tensor map to JSON");
    }
  }

  /** The body for a caller that spoke in rows, or in columns. */
  public static ByteSink write(InferResponse response, Signature signature, boolean inRows) {
    PredictJsonWriter json = new PredictJsonWriter(response, signature);
    json.writer.layout(JsonLayout.PRETTY);
    json.writer.beginObject();
    if (inRows) {
      json.writeRows();
    } else {
      json.writeColumns();
    }
    json.writer.endObject();
    return json.writer.sink();
  }

  private void writeRows() {
    long rows = rowCount();
    Map<String, ElementWriter> elements = new TreeMap<>();
    outputs.forEach((alias, tensor) -> elements.put(alias, elementsOf(alias, tensor)));
    writer.name("predictions");
    writer.beginArray();
    if (elements.size() == 1) {
      writeUnnamedRows(elements.values().iterator().next(), rows);
    } else {
      writeNamedRows(elements, rows);
    }
    writer.endArray();
  }

  private void writeUnnamedRows(ElementWriter elements, long rows) {
    writer.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
    for (long row = 0; row < rows; row++) {
      elements.write(writer, 1);
    }
    writer.layout(JsonLayout.PRETTY);
  }

  private void writeNamedRows(Map<String, ElementWriter> elements, long rows) {
    for (long row = 0; row < rows; row++) {
      writer.beginObject();
      elements.forEach(
          (alias, values) -> {
            writer.name(alias);
            writer.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
            values.write(writer, 1);
            writer.layout(JsonLayout.PRETTY);
          });
      writer.endObject();
    }
  }

  private void writeColumns() {
    writer.name("outputs");
    if (outputs.size() == 1) {
      outputs.forEach((alias, tensor) -> elementsOf(alias, tensor).write(writer, 0));
      return;
    }
    writer.beginObject();
    outputs.forEach(
        (alias, tensor) -> {
          writer.name(alias);
          elementsOf(alias, tensor).write(writer, 0);
        });
    writer.endObject();
  }

  private long rowCount() {
    long rows = -1;
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      if (output.getValue().shape().rank() == 0) {
        throw invalidArgument("Tensor name: " + output.getKey() + " has no shape information ");
      }
      long own = output.getValue().shape().dim(0);
      if (rows >= 0 && own != rows) {
        throw invalidArgument(
            "Tensor name: "
                + output.getKey()
                + " has inconsistent batch size: "
                + own
                + " expecting: "
                + rows);
      }
      rows = own;
    }
    return rows;
  }

  private static ElementWriter elementsOf(String alias, Tensor tensor) {
    return new ElementWriter(tensor, alias.endsWith(BYTES_SUFFIX));
  }
}
