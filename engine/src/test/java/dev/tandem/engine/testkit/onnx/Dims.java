package dev.tandem.engine.testkit.onnx;

import java.util.List;
import java.util.Optional;

/** What a graph says about the dimensions of one of its inputs or outputs. */
public final class Dims {
  /** A dimension without a size and without a name. */
  public static final String MISSING = "";

  private static final Dims UNKNOWN_RANK = new Dims(Optional.empty());

  private final Optional<List<ProtoBytes>> dims;

  private Dims(Optional<List<ProtoBytes>> dims) {
    this.dims = dims;
  }

  /**
   * Dimensions in order: a number is a fixed size, a string a symbolic one, {@link #MISSING} one
   * that the graph leaves open; none at all makes a scalar.
   */
  public static Dims dims(Object... sizes) {
    return new Dims(Optional.of(List.of(sizes).stream().map(Dims::dimension).toList()));
  }

  /** A tensor of any rank: the graph carries no shape for it. */
  public static Dims unknownRank() {
    return UNKNOWN_RANK;
  }

  /** Appends the shape message as {@code field}, unless there is none. */
  void appendTo(ProtoBytes tensorType, int field) {
    dims.ifPresent(
        known -> {
          ProtoBytes shape = new ProtoBytes();
          known.forEach(dim -> shape.message(1, dim));
          tensorType.message(field, shape);
        });
  }

  private static ProtoBytes dimension(Object size) {
    if (size instanceof String name) {
      return name.equals(MISSING) ? new ProtoBytes() : new ProtoBytes().text(2, name);
    }
    if ((size instanceof Integer || size instanceof Long) && ((Number) size).longValue() >= 0) {
      return new ProtoBytes().number(1, ((Number) size).longValue());
    }
    throw new IllegalArgumentException("dim: " + size + " (expected: integer >= 0 or a name)");
  }
}
