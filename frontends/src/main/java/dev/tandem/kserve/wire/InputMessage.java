package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An input tensor of a ModelInfer request; written by one thread while it is parsed. */
final class InputMessage {
  private static final int NAME = 1 << 3 | WireType.LENGTH;
  private static final int DATATYPE = 2 << 3 | WireType.LENGTH;
  private static final int SHAPE = 3 << 3 | WireType.VARINT;
  private static final int SHAPE_PACKED = 3 << 3 | WireType.LENGTH;
  private static final int PARAMETERS = 4 << 3 | WireType.LENGTH;
  private static final int CONTENTS = 5 << 3 | WireType.LENGTH;
  private static final long[] NO_DIMS = {};

  private String name = "";
  private @Nullable DataType type;
  private long[] dims = NO_DIMS;
  private int rank;
  private Map<String, Parameter> parameters = Map.of();
  private @Nullable ContentsMessage contents;

  private InputMessage() {}

  static InputMessage parse(WireCursor cursor) {
    InputMessage input = new InputMessage();
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      input.readField(tag, cursor);
    }
    cursor.leave(outer);
    return input;
  }

  private void readField(int tag, WireCursor cursor) {
    switch (tag) {
      case NAME -> name = cursor.string();
      case DATATYPE -> type = DataTypeName.read(cursor);
      case SHAPE -> addDim(cursor.varint());
      case SHAPE_PACKED -> {
        int outer = cursor.narrow(cursor.length());
        while (cursor.remaining() > 0) {
          addDim(cursor.varint());
        }
        cursor.restore(outer);
      }
      case PARAMETERS -> parameters = Parameter.withEntry(parameters, cursor);
      case CONTENTS -> {
        contents = contents == null ? new ContentsMessage(cursor) : contents;
        contents.merge();
      }
      default -> cursor.skip(tag);
    }
  }

  private void addDim(long dim) {
    if (rank == dims.length) {
      dims = Arrays.copyOf(dims, Math.max(4, Math.addExact(rank, rank)));
    }
    dims[rank++] = dim;
  }

  String name() {
    return name;
  }

  /** The data type, unless it is none that there is. */
  @Nullable DataType type() {
    return type;
  }

  long[] shape() {
    return Arrays.copyOf(dims, rank);
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  @Nullable ContentsMessage contents() {
    return contents;
  }
}
