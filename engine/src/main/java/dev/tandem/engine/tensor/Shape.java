package dev.tandem.engine.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * The dimensions of a tensor; {@link #VARIABLE} stands for a size that only a request decides, and
 * {@link #UNKNOWN_RANK} for a tensor of any rank.
 */
public final class Shape {
  public static final long VARIABLE = -1;
  public static final Shape SCALAR = new Shape(true);
  public static final Shape UNKNOWN_RANK = new Shape(false);

  private final boolean rankKnown;
  private final long[] dims;

  private Shape(boolean rankKnown, long... dims) {
    this.rankKnown = rankKnown;
    this.dims = dims;
  }

  public static Shape of(long... dims) {
    for (long dim : dims) {
      if (dim < VARIABLE) {
        throw new IllegalArgumentException(
            "dims: " + Arrays.toString(dims) + " (expected: each >= -1)");
      }
    }
    return dims.length == 0 ? SCALAR : new Shape(true, dims.clone());
  }

  public static Shape of(List<Long> dims) {
    return of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  public boolean isRankKnown() {
    return rankKnown;
  }

  public int rank() {
    return dims.length;
  }

  public long dim(int index) {
    return dims[index];
  }

  public long[] toArray() {
    return dims.clone();
  }

  public List<Long> toList() {
    return Arrays.stream(dims).boxed().toList();
  }

  /** Whether every dimension is a number. */
  public boolean isFixed() {
    if (!isRankKnown()) {
      return false;
    }
    for (long dim : dims) {
      if (dim == VARIABLE) {
        return false;
      }
    }
    return true;
  }

  /**
   * The product of all dimensions; throws {@link ArithmeticException} where it does not fit or a
   * dimension is variable.
   */
  public long elementCount() {
    if (!isFixed()) {
      throw new ArithmeticException("shape " + this + " has no element count");
    }
    long count = 1;
    for (long dim : dims) {
      count = Math.multiplyExact(count, dim);
    }
    return count;
  }

  /** Whether a tensor of {@code actual} shape may stand where this one is expected. */
  public boolean accepts(Shape actual) {
    if (!isRankKnown()) {
      return true;
    }
    if (!actual.isRankKnown() || actual.dims.length != dims.length) {
      return false;
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != VARIABLE && dims[i] != actual.dims[i]) {
        return false;
      }
    }
    return true;
  }

  /** This shape behind one more leading dimension; an unknown rank stays unknown. */
  public Shape withLeading(long dim) {
    if (!isRankKnown()) {
      return this;
    }
    long[] longer = new long[dims.length + 1];
    longer[0] = dim;
    System.arraycopy(dims, 0, longer, 1, dims.length);
    return of(longer);
  }

  /** This shape without its leading dimension; an unknown rank stays unknown. */
  public Shape withoutLeading() {
    if (!isRankKnown()) {
      return this;
    }
    if (dims.length == 0) {
      throw new IllegalArgumentException("shape: [] (expected: a leading dimension)");
    }
    return of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** Whether both have the same rank, known to both, and the same dimensions from one on. */
  public boolean equalsFrom(int first, Shape other) {
    if (!rankKnown || !other.rankKnown || dims.length != other.dims.length) {
      return false;
    }
    for (int i = first; i < dims.length; i++) {
      if (dims[i] != other.dims[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Shape that
            && rankKnown == that.rankKnown
            && Arrays.equals(dims, that.dims));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** As both protocols' error texts print it: {@code [1,16]}. */
  @Override
  public String toString() {
    if (!isRankKnown()) {
      return "[...]";
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dims.length; i++) {
      text.append(i == 0 ? "" : ",").append(dims[i]);
    }
    return text.append(']').toString();
  }
}
