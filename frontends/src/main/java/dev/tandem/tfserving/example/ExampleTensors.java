package dev.tandem.tfserving.example;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.feature.FeatureColumns;
import dev.tandem.tfserving.feature.Saturated;
import dev.tandem.tfserving.wire.InputMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes Examples into the inputs of a graph, straight from where they arrived. */
public final class ExampleTensors {
  private ExampleTensors() {}

  /**
   * One tensor for each column, but for optional ones whose feature no example has; refuses what
   * does not fit before it takes any memory.
   */
  public static List<Tensor> ofFeatures(
      Examples examples, FeatureColumns columns, InputMemory memory) {
    FeatureRow row = new FeatureRow(examples, columns);
    FeatureTensor[] tensors = new FeatureTensor[columns.count()];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = new FeatureTensor(columns.get(i), examples.cursor(), examples.count());
    }
    for (int index = 0; index < examples.count(); index++) {
      row.read(index);
      for (int i = 0; i < tensors.length; i++) {
        tensors[i].measure(index, row.value(i));
      }
    }
    return written(examples, row, tensors, memory);
  }

  private static List<Tensor> written(
      Examples examples, FeatureRow row, FeatureTensor[] tensors, InputMemory memory) {
    boolean[] given = new boolean[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      given[i] = tensors[i].isGiven();
    }
    for (int i = 0; i < tensors.length; i++) {
      if (given[i]) {
        tensors[i].takeMemory(memory);
      }
    }
    for (int index = 0; index < examples.count(); index++) {
      row.read(index);
      for (int i = 0; i < tensors.length; i++) {
        if (given[i]) {
          tensors[i].write(row.value(i));
        }
      }
    }
    List<Tensor> written = new ArrayList<>();
    for (int i = 0; i < tensors.length; i++) {
      if (given[i]) {
        written.add(tensors[i].tensor());
      }
    }
    return written;
  }

  /** The Examples themselves, each behind the context, for a graph that parses them itself. */
  public static Tensor serialized(Examples examples, String inputName, InputMemory memory) {
    long contextBytes = bytes(examples.context());
    long bytes =
        Saturated.sum(
            bytes(examples.each()),
            Saturated.product(examples.count(), contextBytes + Integer.BYTES));
    ByteBuffer target = memory.take(inputName, bytes);
    for (int i = 0; i < examples.count(); i++) {
      target.putInt((int) contextBytes + examples.each().length(i));
      for (int part = 0; part < examples.context().count(); part++) {
        append(examples.cursor(), examples.context(), part, target);
      }
      append(examples.cursor(), examples.each(), i, target);
    }
    return new Tensor(
        inputName, DataType.BYTES, Shape.of(examples.count()), TensorBytes.wrap(target.flip()));
  }

  private static long bytes(Spans spans) {
    long bytes = 0;
    for (int i = 0; i < spans.count(); i++) {
      bytes += spans.length(i);
    }
    return bytes;
  }

  private static void append(WireCursor cursor, Spans spans, int index, ByteBuffer target) {
    cursor.seek(spans.from(index), spans.length(index));
    cursor.copyTo(target, spans.length(index));
  }
}
