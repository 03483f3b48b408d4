package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.backend.onnx.ProtoCursor.LENGTH_DELIMITED;
import static dev.tandem.engine.backend.onnx.ProtoCursor.VARINT;

import dev.tandem.engine.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One input or output as the file declares it; no dims if its rank is not known. */
record OnnxValue(String name, String kind, long elementType, Optional<List<Long>> dims) {
  static final String TENSOR = "tensor";

  OnnxValue {
    dims = dims.map(List::copyOf);
  }

  static OnnxValue read(ProtoCursor cursor) throws IOException {
    return new Reader(cursor).read();
  }

  /** Gathers the parts of one value, which come in any order. */
  private static final class Reader {
    private final ProtoCursor cursor;
    private String name = "";
    private String kind = "unknown";
    private long elementType;
    private Optional<List<Long>> dims = Optional.empty();

    Reader(ProtoCursor cursor) {
      this.cursor = cursor;
    }

    OnnxValue read() throws IOException {
      while (cursor.next()) {
        if (cursor.is(1, LENGTH_DELIMITED)) {
          name = cursor.string();
        } else if (cursor.is(2, LENGTH_DELIMITED)) {
          cursor.message(this::readType);
        } else {
          cursor.skip();
        }
      }
      return new OnnxValue(name, kind, elementType, dims);
    }

    private void readType() throws IOException {
      while (cursor.next()) {
        if (cursor.is(1, LENGTH_DELIMITED)) {
          kind = TENSOR;
          cursor.message(this::readTensorType);
        } else {
          kind = otherKind(cursor.field()).orElse(kind);
          cursor.skip();
        }
      }
    }

    private static Optional<String> otherKind(int field) {
      return switch (field) {
        case 4 -> Optional.of("sequence");
        case 5 -> Optional.of("map");
        case 7 -> Optional.of("opaque");
        case 8 -> Optional.of("sparse tensor");
        case 9 -> Optional.of("optional");
        default -> Optional.empty();
      };
    }

    private void readTensorType() throws IOException {
      while (cursor.next()) {
        if (cursor.is(1, VARINT)) {
          elementType = cursor.varint();
        } else if (cursor.is(2, LENGTH_DELIMITED)) {
          List<Long> shape = new ArrayList<>();
          dims = Optional.of(shape);
          cursor.message(() -> readShape(shape));
        } else {
          cursor.skip();
        }
      }
    }

    private void readShape(List<Long> shape) throws IOException {
      while (cursor.next()) {
        if (cursor.is(1, LENGTH_DELIMITED)) {
          cursor.message(() -> shape.add(readDimension()));
        } else {
          cursor.skip();
        }
      }
    }

    /** A number, or what stands for a name or for nothing. */
    private long readDimension() throws IOException {
      long dim = Shape.VARIABLE;
      while (cursor.next()) {
        if (cursor.is(1, VARINT)) {
          dim = Math.max(cursor.varint(), Shape.VARIABLE);
        } else {
          if (cursor.is(2, LENGTH_DELIMITED)) {
            dim = Shape.VARIABLE;
          }
          cursor.skip();
        }
      }
      return dim;
    }
  }
}
