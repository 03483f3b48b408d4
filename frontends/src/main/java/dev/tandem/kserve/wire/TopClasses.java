package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Shows the greatest values of an output as texts {@code value:index} or {@code value:index:label}.
 */
final class TopClasses {
  private static final int MAX_ELEMENTS = 1_000_000;

  private final ClassValues values;
  private final List<String> labels;

  private TopClasses(ClassValues values, List<String> labels) {
    this.values = values;
    this.labels = labels;
  }

  /**
   * The {@code count} greatest values.
   *
   * @param byRow whether of each row, and not of the output as a whole
   */
  static Tensor of(Tensor output, int count, boolean byRow, List<String> labels) {
    DataType type = output.type();
    ClassValues values = ClassValues.of(type, output.bytes().asOneRun());
    long elements = output.shape().elementCount();
    if (elements > MAX_ELEMENTS) {
      throw new ServingException(Reason.INVALID_REQUEST, "classification output tensor too large");
    }
    boolean batched = byRow && output.shape().rank() > 0;
    int rows = batched ? (int) output.shape().dim(0) : 1;
    int perRow = rows == 0 ? 0 : (int) elements / rows;
    int taken = Math.min(count, perRow);
    TopClasses top = new TopClasses(values, labels);
    List<byte[]> texts = new ArrayList<>(rows * taken);
    for (int row = 0; row < rows; row++) {
      top.addRow(row * perRow, perRow, taken, texts);
    }
    Shape shape = batched ? Shape.of(rows, taken) : Shape.of(taken);
    return new Tensor(output.name(), DataType.BYTES, shape, packed(texts));
  }

  private void addRow(int from, int length, int taken, List<byte[]> texts) {
    if (taken == 0) {
      return;
    }
    // Of equal values the first counts as the greater one.
    Comparator<Integer> ascending =
        Comparator.<Integer>comparingLong(values::rank).thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> greatest = new PriorityQueue<>(taken, ascending);
    for (int i = from; i < from + length; i++) {
      if (greatest.size() < taken) {
        greatest.add(i);
      } else if (values.rank(i) > values.rank(greatest.element())) {
        greatest.remove();
        greatest.add(i);
      }
    }
    List<byte[]> row = new ArrayList<>(taken);
    while (!greatest.isEmpty()) {
      row.add(text(greatest.remove(), from));
    }
    Collections.reverse(row);
    texts.addAll(row);
  }

  private byte[] text(int element, int from) {
    int index = element - from;
    String text = values.text(element) + ':' + index;
    String label = index < labels.size() ? labels.get(index) : "";
    return (label.isEmpty() ? text : text + ':' + label).getBytes(UTF_8);
  }

  private static TensorBytes packed(List<byte[]> texts) {
    long size = 0;
    for (byte[] text : texts) {
      size += Integer.BYTES + text.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] text : texts) {
      bytes.putInt(text.length).put(text);
    }
    return TensorBytes.wrap(bytes.flip());
  }
}
