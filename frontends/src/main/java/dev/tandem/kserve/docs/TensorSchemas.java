package dev.tandem.kserve.docs;

import static dev.tandem.kserve.docs.JsonTree.object;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Tensors in JSON, as schemas and as examples. */
final class TensorSchemas {
  private TensorSchemas() {}

  /**
   * A tensor of {@code spec}.
   *
   * @param maxRows how large the first dimension may be; 0 where it is one like the others
   */
  static Map<String, Object> tensor(TensorSpec spec, int maxRows) {
    return object(
        "type",
        "object",
        "title",
        spec.name(),
        "required",
        List.of("name", "datatype", "shape"),
        "properties",
        object(
            "name",
            object("const", spec.name()),
            "datatype",
            object("const", spec.type().name()),
            "shape",
            shape(spec.shape(), maxRows),
            "data",
            object("type", "array", "items", ref(spec.type().name())),
            "parameters",
            object("type", "object")));
  }

  private static Map<String, Object> shape(Shape shape, int maxRows) {
    if (!shape.isRankKnown()) {
      return object("type", "array", "items", object("type", "integer", "minimum", 0));
    }
    Map<String, Object> schema =
        object("type", "array", "minItems", shape.rank(), "maxItems", shape.rank());
    List<Object> dims = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      if (i == 0 && maxRows > 0) {
        dims.add(object("type", "integer", "minimum", 1, "maximum", maxRows));
      } else if (shape.dim(i) == Shape.VARIABLE) {
        dims.add(object("type", "integer", "minimum", 0));
      } else {
        dims.add(object("const", shape.dim(i)));
      }
    }
    if (!dims.isEmpty()) {
      schema.put("prefixItems", dims);
    }
    return schema;
  }

  static Map<String, Object> ref(String name) {
    return object("$ref", "#/components/schemas/" + name);
  }

  /** What the elements of each type are, in lists of any depth or in none. */
  static Map<String, Object> elements() {
    Map<String, Object> schemas = object();
    for (DataType type : DataType.values()) {
      Map<String, Object> nested = object("type", "array", "items", ref(type.name()));
      schemas.put(type.name(), object("anyOf", List.of(element(type), nested)));
    }
    return schemas;
  }

  private static Map<String, Object> element(DataType type) {
    return switch (type) {
      case BOOL -> object("type", "boolean");
      case BYTES -> object("type", "string");
      case FP16, BF16, FP32, FP64 -> object("type", "number");
      case UINT8, UINT16, UINT32, UINT64 -> integers(type, false);
      case INT8, INT16, INT32, INT64 -> integers(type, true);
    };
  }

  private static Map<String, Object> integers(DataType type, boolean signed) {
    int bits = type.byteSize() * Byte.SIZE - (signed ? 1 : 0);
    BigInteger end = BigInteger.ONE.shiftLeft(bits);
    return object(
        "type",
        "integer",
        "minimum",
        signed ? end.negate() : BigInteger.ZERO,
        "maximum",
        end.subtract(BigInteger.ONE));
  }

  /** The least that an input takes: one of every open dimension, and zeros. */
  static Map<String, Object> example(TensorSpec spec) {
    List<Long> shape = exampleShape(spec.shape());
    Object zero =
        switch (spec.type()) {
          case BOOL -> false;
          case BYTES -> "text";
          default -> 0;
        };
    return object(
        "name",
        spec.name(),
        "datatype",
        spec.type().name(),
        "shape",
        shape,
        "data",
        Collections.nCopies(Math.toIntExact(count(shape)), zero));
  }

  static long exampleCount(TensorSpec spec) {
    return count(exampleShape(spec.shape()));
  }

  private static List<Long> exampleShape(Shape shape) {
    if (!shape.isRankKnown()) {
      return List.of(1L);
    }
    return shape.toList().stream().map(dim -> dim == Shape.VARIABLE ? 1 : dim).toList();
  }

  private static long count(List<Long> shape) {
    return shape.stream().reduce(1L, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
  }
}
