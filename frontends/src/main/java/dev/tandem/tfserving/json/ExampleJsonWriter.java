package dev.tandem.tfserving.json;

import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonLayout;
import dev.tandem.json.JsonWriter;
import dev.tandem.tfserving.inference.Classification;
import dev.tandem.tfserving.inference.ExampleResult;
import dev.tandem.tfserving.inference.Regression;

/** Turns classifications and regressions into bodies. */
public final class ExampleJsonWriter {
  private static final int FIRST_CAPACITY_BYTES = 1024;

  private ExampleJsonWriter() {}

  public static ByteSink write(ExampleResult result) {
    JsonWriter writer =
        new JsonWriter(new ByteSink(FIRST_CAPACITY_BYTES), JsonFloatStyle.TF_SERVING);
    writer.layout(JsonLayout.PRETTY);
    writer.beginObject();
    writer.name("results");
    writer.beginArray();
    if (result instanceof Classification classification) {
      writeClasses(classification, writer);
    } else if (result instanceof Regression regression) {
      writeValues(regression, writer);
    }
    writer.endArray();
    writer.endObject();
    return writer.sink();
  }

  private static void writeClasses(Classification classification, JsonWriter writer) {
    for (int row = 0; row < classification.rows(); row++) {
      writer.beginArray();
      for (int i = 0; i < classification.classes(); i++) {
        writer.beginArray();
        writer.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
        writer.string(classification.label(row, i));
        writer.number(classification.score(row, i));
        writer.endArray();
        writer.layout(JsonLayout.PRETTY);
      }
      writer.endArray();
    }
  }

  private static void writeValues(Regression regression, JsonWriter writer) {
    writer.layout(JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE);
    for (int row = 0; row < regression.rows(); row++) {
      writer.number(regression.value(row));
    }
    writer.layout(JsonLayout.PRETTY);
  }
}
