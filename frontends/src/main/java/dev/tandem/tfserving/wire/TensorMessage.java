package dev.tandem.tfserving.wire;

import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.ResourceHandleProto;
import dev.tandem.proto.tensorflow.VariantTensorDataProto;
import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A TensorProto as it came over the wire, its values still where they arrived. Written by one
 * thread while it is parsed.
 */
final class TensorMessage {
  private static final int DTYPE = 1 << 3 | WireType.VARINT;
  private static final int TENSOR_SHAPE = 2 << 3 | WireType.LENGTH;
  private static final int TENSOR_CONTENT = 4 << 3 | WireType.LENGTH;
  private static final int RESOURCE_HANDLE_VAL = 14 << 3 | WireType.LENGTH;
  private static final int VARIANT_VAL = 15 << 3 | WireType.LENGTH;

  private static final int SHAPE_DIM = 2 << 3 | WireType.LENGTH;
  private static final int DIM_SIZE = 1 << 3 | WireType.VARINT;
  private static final int DIM_NAME = 2 << 3 | WireType.LENGTH;

  private static final long[] NO_DIMS = {};

  private final WireCursor cursor;
  private final RepeatedValues values;
  private int dtype;
  private long[] dims = NO_DIMS;
  private int rank;
  private int contentFrom;
  private int contentLength;

  TensorMessage(WireCursor cursor) {
    this.cursor = cursor;
    values = new RepeatedValues(cursor, TensorField.HIGHEST_NUMBER);
  }

  /** Reads the message that the cursor is at and adds it to what there is. */
  TensorMessage merge() {
    int outer = cursor.enter();
    readFields();
    cursor.leave(outer);
    return this;
  }

  /** Reads all that is left before the cursor's limit as one message. */
  static TensorMessage whole(WireCursor cursor) {
    TensorMessage message = new TensorMessage(cursor);
    message.readFields();
    return message;
  }

  private void readFields() {
    values.startPart();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      readField(tag);
    }
  }

  private void readField(int tag) {
    switch (tag) {
      case DTYPE -> dtype = (int) cursor.varint();
      case TENSOR_SHAPE -> readShape();
      case TENSOR_CONTENT -> {
        contentLength = cursor.length();
        contentFrom = cursor.position();
        cursor.skipBytes(contentLength);
      }
      case RESOURCE_HANDLE_VAL -> UnusedField.skip(cursor, ResourceHandleProto.getDescriptor());
      case VARIANT_VAL -> UnusedField.skip(cursor, VariantTensorDataProto.getDescriptor());
      default -> {
        RepeatedField field = TensorField.of(tag);
        if (field == null) {
          cursor.skip(tag);
        } else {
          values.take(field, tag);
        }
      }
    }
  }

  private void readShape() {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == SHAPE_DIM) {
        readDim();
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private void readDim() {
    long size = 0;
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case DIM_SIZE -> size = cursor.varint();
        case DIM_NAME -> cursor.string();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    if (rank == dims.length) {
      dims = Arrays.copyOf(dims, Math.max(4, Math.addExact(rank, rank)));
    }
    dims[rank++] = size;
  }

  DataType type() {
    DataType type = DataType.forNumber(dtype);
    return type == null ? DataType.UNRECOGNIZED : type;
  }

  int rank() {
    return rank;
  }

  long dim(int index) {
    return dims[index];
  }

  long[] dims() {
    return Arrays.copyOf(dims, rank);
  }

  int contentLength() {
    return contentLength;
  }

  /** The cursor, at the start of {@code tensor_content}. */
  WireCursor content() {
    cursor.seek(contentFrom, contentLength);
    return cursor;
  }

  int count(RepeatedField field) {
    return values.count(field);
  }

  /** Has {@code reader} read the first values of {@code field}, at most {@code most}. */
  void forEach(RepeatedField field, long most, RepeatedValues.Reader reader) {
    values.forEach(field, most, reader);
  }

  /**
   * The cursor, at the values of {@code field}; or nothing where they do not lie side by side in
   * the form of a tensor of {@code elementBytes} an element.
   */
  @Nullable WireCursor whole(RepeatedField field, int elementBytes) {
    boolean sameForm = field.valueBytes() > 0 || field.equals(TensorField.BOOL);
    if (!sameForm || !values.seekWhole(field, elementBytes)) {
      return null;
    }
    boolean sound = field.valueBytes() > 0 || cursor.isBooleans(count(field));
    return sound ? cursor : null;
  }
}
