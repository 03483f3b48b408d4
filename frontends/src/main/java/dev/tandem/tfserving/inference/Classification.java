package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.Utf8Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For each example, the classes that it may be of, each with a label and a score. */
public final class Classification implements ExampleResult {
  static final String CLASSES = "classes";
  static final String SCORES = "scores";

  private static final int CLASSIFICATIONS = 1 << 3 | WireType.LENGTH;
  private static final int CLASS = 1 << 3 | WireType.LENGTH;
  private static final int LABEL = 1 << 3 | WireType.LENGTH;
  private static final int SCORE = 2 << 3 | WireType.FIXED32;
  private static final int SCORE_BYTES = 1 + Float.BYTES;

  private static final byte[] NO_LABEL = {};

  private final int rows;
  private final int classes;

  /** Of all classes of all rows, or of the classes of any row, or of the first of these. */
  private final byte[][] labels;

  private final boolean labelsForEachRow;
  private final @Nullable ByteBuffer scores;

  private Classification(
      int rows,
      int classes,
      byte[][] labels,
      boolean labelsForEachRow,
      @Nullable ByteBuffer scores) {
    this.rows = rows;
    this.classes = classes;
    this.labels = labels;
    this.labelsForEachRow = labelsForEachRow;
    this.scores = scores;
  }

  static Classification of(InferResponse response, Signature signature, long examples) {
    Optional<SignatureTensor> classesOutput = signature.output(CLASSES);
    Optional<SignatureTensor> scoresOutput = signature.output(SCORES);
    Tensor classes = classesOutput.map(each -> OutputCheck.find(response, each)).orElse(null);
    Tensor scores = scoresOutput.map(each -> OutputCheck.find(response, each)).orElse(null);
    if (classes != null) {
      check(CLASSES, DataType.BYTES, classes, examples);
    }
    if (scores != null) {
      check(SCORES, DataType.FP32, scores, examples);
    }
    long width = (classes == null ? scores : classes) == null ? 0 : width(classes, scores);
    byte[][] labels =
        classes == null ? encoded(signature.classLabels().orElse(List.of())) : strings(classes);
    ByteBuffer values = scores == null ? null : scores.bytes().asOneRun();
    return new Classification((int) examples, (int) width, labels, classes != null, values);
  }

  private static void check(String what, DataType type, Tensor tensor, long examples) {
    if (tensor.shape().rank() != 2) {
      throw invalidArgument(
          "Expected Tensor shape: [batch_size num_classes] but got " + tensor.shape());
    }
    OutputCheck.checkType(what, type, tensor, ". ");
    if (tensor.shape().dim(0) != examples) {
      throw invalidArgument(
          "Expected "
              + what
              + " output batch size of "
              + examples
              + ". Got: "
              + tensor.shape().dim(0));
    }
  }

  private static long width(@Nullable Tensor classes, @Nullable Tensor scores) {
    if (classes == null || scores == null) {
      Tensor only = classes == null ? scores : classes;
      return only == null ? 0 : only.shape().dim(1);
    }
    if (classes.shape().dim(1) != scores.shape().dim(1)) {
      throw invalidArgument(
          "Tensors class and score should match in dim_size(1). Got "
              + classes.shape().dim(1)
              + " vs. "
              + scores.shape().dim(1));
    }
    return classes.shape().dim(1);
  }

  private static byte[][] encoded(List<String> labels) {
    return labels.stream().map(label -> label.getBytes(UTF_8)).toArray(byte[][]::new);
  }

  private static byte[][] strings(Tensor tensor) {
    ByteBuffer elements = tensor.bytes().asOneRun();
    byte[][] strings = new byte[Math.toIntExact(tensor.shape().elementCount())][];
    for (int i = 0; i < strings.length; i++) {
      byte[] string = new byte[elements.getInt()];
      elements.get(string);
      strings[i] = Utf8Text.valid(string);
    }
    return strings;
  }

  @Override
  public int rows() {
    return rows;
  }

  /** How many classes each row has. */
  public int classes() {
    return classes;
  }

  /** In UTF-8; empty where the model has none. */
  public byte[] label(int row, int index) {
    int at = labelsForEachRow ? row * classes + index : index;
    return at < labels.length ? labels[at] : NO_LABEL;
  }

  /** Zero where the model has none. */
  public float score(int row, int index) {
    return scores == null ? 0 : scores.getFloat((row * classes + index) * Float.BYTES);
  }

  @Override
  public long size() {
    long size = 0;
    for (int row = 0; row < rows; row++) {
      size += WireSize.lengthDelimited(CLASSIFICATIONS, rowSize(row));
    }
    return size;
  }

  private long rowSize(int row) {
    long size = 0;
    for (int i = 0; i < classes; i++) {
      size += WireSize.lengthDelimited(CLASS, classSize(row, i));
    }
    return size;
  }

  private long classSize(int row, int index) {
    int labelBytes = label(row, index).length;
    long label = labelBytes == 0 ? 0 : WireSize.lengthDelimited(LABEL, labelBytes);
    return label + (scoreBits(row, index) == 0 ? 0 : SCORE_BYTES);
  }

  private int scoreBits(int row, int index) {
    return Float.floatToRawIntBits(score(row, index));
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    for (int row = 0; row < rows; row++) {
      writer.lengthDelimited(CLASSIFICATIONS, rowSize(row));
      for (int i = 0; i < classes; i++) {
        writer.lengthDelimited(CLASS, classSize(row, i));
        writeClass(row, i, writer);
      }
    }
  }

  private void writeClass(int row, int index, WireWriter writer) throws IOException {
    byte[] label = label(row, index);
    if (label.length > 0) {
      writer.lengthDelimited(LABEL, label.length);
      writer.bytes(ByteBuffer.wrap(label));
    }
    int score = scoreBits(row, index);
    if (score != 0) {
      writer.varint(SCORE);
      writer.fixed32(score);
    }
  }
}
