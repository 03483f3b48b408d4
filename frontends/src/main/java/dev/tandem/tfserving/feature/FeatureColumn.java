package dev.tandem.tfserving.feature;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;

/** An input of the graph whose rows are the values of one feature, one row for each example. */
public final class FeatureColumn {
  /** What stands for the row of a graph input that has no shape. */
  private static final Shape ONE_VALUE = Shape.of(1);

  private final String alias;
  private final TensorSpec spec;
  private final boolean optional;
  private final FeatureKind kind;
  private final Shape rowShape;
  private final boolean variable;
  private final long stride;

  /**
   * @param optional whether all examples may lack the feature, since the graph then has a value
   */
  public FeatureColumn(String alias, TensorSpec spec, boolean optional) {
    if (!canFill(spec.shape())) {
      throw new IllegalArgumentException(
          "input '"
              + spec.name()
              + "': shape "
              + spec.shape()
              + " (expected: a batch dimension, and none but the one behind it without a size)");
    }
    this.alias = requireNonNull(alias, "alias");
    this.spec = spec;
    this.optional = optional;
    kind = FeatureKind.of(spec.type());
    rowShape = spec.shape().isRankKnown() ? spec.shape().withoutLeading() : ONE_VALUE;
    variable = rowShape.rank() > 0 && rowShape.dim(0) == Shape.VARIABLE;
    long product = 1;
    for (int i = variable ? 1 : 0; i < rowShape.rank(); i++) {
      product = Saturated.product(product, rowShape.dim(i));
    }
    stride = product;
  }

  /**
   * Whether features can fill an input of this shape: with as many values an example as it says, or
   * with any number where the dimension behind that of the batch is variable.
   */
  public static boolean canFill(Shape shape) {
    if (!shape.isRankKnown()) {
      return true;
    }
    for (int i = 2; i < shape.rank(); i++) {
      if (shape.dim(i) == Shape.VARIABLE) {
        return false;
      }
    }
    return shape.rank() > 0;
  }

  public String alias() {
    return alias;
  }

  public TensorSpec spec() {
    return spec;
  }

  public boolean isOptional() {
    return optional;
  }

  public FeatureKind kind() {
    return kind;
  }

  /** The shape of one example's values. */
  public Shape rowShape() {
    return rowShape;
  }

  /** Whether examples may have different numbers of values. */
  public boolean isVariable() {
    return variable;
  }

  /** How many values an example has, or what their number is a multiple of. */
  public long stride() {
    return stride;
  }

  /** The shape of all rows where each has room for {@code strides}. */
  public Shape shape(long rows, long strides) {
    if (!variable) {
      return rowShape.withLeading(rows);
    }
    long[] dims = rowShape.toArray();
    dims[0] = strides;
    return Shape.of(dims).withLeading(rows);
  }
}
