package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ShapePropertyTest {
  @Property
  void countsElementsExactlyOrNotAtAll(
      @ForAll @Size(max = 6) List<@LongRange(min = 1, max = 1L << 24) Long> dims) {
    BigInteger product =
        dims.stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    Shape shape = Shape.of(dims);

    if (product.bitLength() < Long.SIZE) {
      assertThat(shape.elementCount()).isEqualTo(product.longValueExact());
    } else {
      assertThatThrownBy(shape::elementCount).isInstanceOf(ArithmeticException.class);
    }
  }

  @Property
  void acceptsItselfWhereverADimensionIsLeftOpen(
      @ForAll("fixed") Shape actual, @ForAll @IntRange(max = 31) int open) {
    long[] dims = actual.toArray();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = (open >> i & 1) == 1 ? Shape.VARIABLE : dims[i];
    }

    assertThat(Shape.of(dims).accepts(actual)).isTrue();
    assertThat(Shape.UNKNOWN_RANK.accepts(actual)).isTrue();
  }

  @Property
  void acceptsNoOtherSizeOfAFixedDimension(
      @ForAll("fixed") Shape expected, @ForAll @IntRange(max = 4) int index) {
    if (index < expected.rank()) {
      long[] dims = expected.toArray();
      dims[index]++;

      assertThat(expected.accepts(Shape.of(dims))).isFalse();
    }
  }

  @Property
  void acceptsNoOtherRank(@ForAll("fixed") Shape shape) {
    assertThat(shape.accepts(shape.withLeading(1))).isFalse();
    assertThat(shape.withLeading(Shape.VARIABLE).accepts(shape)).isFalse();
  }

  @Property
  void leadingDimensionComesAndGoes(
      @ForAll("any") Shape shape, @ForAll @LongRange(min = -1, max = 9) long dim) {
    Shape longer = shape.withLeading(dim);

    assertThat(longer.dim(0)).isEqualTo(dim);
    assertThat(longer.rank()).isEqualTo(shape.rank() + 1);
    assertThat(longer.withoutLeading()).isEqualTo(shape).hasSameHashCodeAs(shape);
  }

  @Property
  void listsBecomeShapesAndShapesLists(@ForAll("any") Shape shape) {
    assertThat(Shape.of(shape.toList())).isEqualTo(shape);
    assertThat(shape).hasToString(shape.toList().toString().replace(" ", ""));
    assertThat(shape.isFixed()).isEqualTo(!shape.toList().contains(Shape.VARIABLE));
  }

  @Provide
  Arbitrary<Shape> fixed() {
    return Arbitraries.longs().between(0, 7).list().ofMaxSize(5).map(Shape::of);
  }

  @Provide
  Arbitrary<Shape> any() {
    return Arbitraries.longs().between(-1, 7).list().ofMaxSize(5).map(Shape::of);
  }
}
