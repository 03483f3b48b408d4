package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void refusesDimensionsBelowVariable() {
    assertThatThrownBy(() -> Shape.of(2, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dims: [2, -2] (expected: each >= -1)");
  }

  @Test
  void scalarHasOneElementAndNoDimension() {
    assertThat(Shape.of()).isSameAs(Shape.SCALAR);
    assertThat(Shape.SCALAR.elementCount()).isEqualTo(1);
    assertThat(Shape.SCALAR.rank()).isZero();
    assertThat(Shape.SCALAR.isFixed()).isTrue();
    assertThat(Shape.SCALAR).hasToString("[]");
  }

  @Test
  void scalarHasNoLeadingDimensionToTakeAway() {
    assertThatThrownBy(Shape.SCALAR::withoutLeading)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape: [] (expected: a leading dimension)");
  }

  @Test
  void unknownRankIsNoScalar() {
    assertThat(Shape.UNKNOWN_RANK).isNotEqualTo(Shape.SCALAR).hasToString("[...]");
    assertThat(Shape.UNKNOWN_RANK.isFixed()).isFalse();
    assertThat(Shape.UNKNOWN_RANK.isRankKnown()).isFalse();
    assertThat(Shape.SCALAR.accepts(Shape.UNKNOWN_RANK)).isFalse();
    assertThatThrownBy(Shape.UNKNOWN_RANK::elementCount).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void unknownRankStaysUnknownWithOneDimensionMoreOrLess() {
    assertThat(Shape.UNKNOWN_RANK.withLeading(4)).isEqualTo(Shape.UNKNOWN_RANK);
    assertThat(Shape.UNKNOWN_RANK.withoutLeading()).isEqualTo(Shape.UNKNOWN_RANK);
  }

  @Test
  void variableShapeHasNoElementCount() {
    assertThatThrownBy(() -> Shape.of(2, Shape.VARIABLE).elementCount())
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("shape [2,-1] has no element count");
  }

  @Test
  void countOverflowsBeforeItReachesZero() {
    assertThat(Shape.of(0, 1L << 40, 1L << 40).elementCount()).isZero();
    assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40, 0).elementCount())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void keepsDimensionsToItself() {
    long[] given = {1, 2};
    Shape shape = Shape.of(given);
    given[0] = 9;
    shape.toArray()[1] = 9;

    assertThat(shape).isEqualTo(Shape.of(List.of(1L, 2L)));
  }

  @Test
  void printsAsTheProtocolsErrorTextsDo() {
    assertThat(Shape.of(-1, 16)).hasToString("[-1,16]");
  }

  @Test
  void comparesDimensionsFromOneOn() {
    assertThat(Shape.of(1, 2).equalsFrom(0, Shape.of(1, 2))).isTrue();
    assertThat(Shape.of(1, 2).equalsFrom(0, Shape.of(3, 2))).isFalse();
    assertThat(Shape.of(1, 2).equalsFrom(1, Shape.of(3, 2))).isTrue();
    assertThat(Shape.of(1, 2).equalsFrom(1, Shape.of(1, 3))).isFalse();
    assertThat(Shape.of(1, 2).equalsFrom(1, Shape.of(1, 2, 2))).isFalse();
    assertThat(Shape.SCALAR.equalsFrom(1, Shape.SCALAR)).isTrue();
    assertThat(Shape.UNKNOWN_RANK.equalsFrom(0, Shape.UNKNOWN_RANK)).isFalse();
  }
}
