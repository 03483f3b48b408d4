package dev.tandem.tfserving.feature;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.protobuf.RepeatedField;
import dev.tandem.protobuf.WireType;
import org.jspecify.annotations.Nullable;

/** The three lists of which a feature has at most one, and the graph inputs that each can fill. */
public enum FeatureKind {
  BYTES(1, "string", "bytes"),
  FLOAT(2, "float", "float"),
  INT64(3, "int64", "int64");

  private static final RepeatedField STRINGS = new RepeatedField(1, WireType.LENGTH);
  private static final RepeatedField FLOATS = new RepeatedField(1, WireType.FIXED32);
  private static final RepeatedField INTEGERS = new RepeatedField(1, WireType.VARINT);

  private final int tag;
  private final String typeName;
  private final String noun;

  FeatureKind(int field, String typeName, String noun) {
    tag = field << 3 | WireType.LENGTH;
    this.typeName = typeName;
    this.noun = noun;
  }

  /** What starts its list within a Feature. */
  public int tag() {
    return tag;
  }

  /** The kind whose list {@code tag} starts within a Feature, if it is one. */
  public static @Nullable FeatureKind of(int tag) {
    if (tag == FLOAT.tag) {
      return FLOAT;
    }
    if (tag == INT64.tag) {
      return INT64;
    }
    return tag == BYTES.tag ? BYTES : null;
  }

  /** The kind that fills a graph input of {@code type}. */
  public static FeatureKind of(DataType type) {
    return switch (type) {
      case FP16, BF16, FP32, FP64 -> FLOAT;
      case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> INT64;
      case BYTES -> BYTES;
    };
  }

  /** The values, within the message that is the list. */
  public RepeatedField list() {
    return switch (this) {
      case BYTES -> STRINGS;
      case FLOAT -> FLOATS;
      case INT64 -> INTEGERS;
    };
  }

  /** As texts call the type of the values. */
  public String typeName() {
    return typeName;
  }

  /** As texts call the values themselves. */
  public String noun() {
    return noun;
  }
}
