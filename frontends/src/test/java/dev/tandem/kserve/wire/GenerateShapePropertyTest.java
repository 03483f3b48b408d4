package dev.tandem.kserve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GenerateShapePropertyTest {
  @Property
  void holdsAllValuesInAShapeThatTheModelTakes(
      @ForAll("shapes") Shape declared, @ForAll @IntRange(min = 1, max = 500) int count) {
    GenerateShape.of(declared, count)
        .ifPresent(
            shape -> {
              assertThat(shape.elementCount()).isEqualTo(count);
              assertThat(declared.accepts(shape)).isTrue();
            });
  }

  @Property
  void fitsWhereTheFixedDimensionsDivideTheCount(
      @ForAll("shapes") Shape declared, @ForAll @IntRange(min = 1, max = 500) int count) {
    long fixed =
        Arrays.stream(declared.toArray())
            .filter(dim -> dim != Shape.VARIABLE)
            .reduce(1, Math::multiplyExact);
    boolean fits = fixed != 0 && (declared.isFixed() ? count == fixed : count % fixed == 0);

    assertThat(GenerateShape.of(declared, count).isPresent()).isEqualTo(fits);
  }

  @Property
  void onlyTheInnermostVariableDimensionIsMoreThanOne(
      @ForAll("shapes") Shape declared, @ForAll @IntRange(min = 1, max = 500) int count) {
    List<Long> dims = declared.toList();
    int innermost = dims.lastIndexOf(Shape.VARIABLE);
    Optional<Shape> shape = GenerateShape.of(declared, count);
    for (int i = 0; i < innermost && shape.isPresent(); i++) {
      if (dims.get(i) == Shape.VARIABLE) {
        assertThat(shape.get().dim(i)).isEqualTo(1);
      }
    }
  }

  @Example
  void noValuesHaveNoDimensions() {
    assertThat(GenerateShape.of(Shape.of(-1, 2), 0)).contains(Shape.of());
    assertThat(GenerateShape.of(Shape.of(2), 0)).isEmpty();
  }

  @Example
  void anUnknownRankIsOneDimension() {
    assertThat(GenerateShape.of(Shape.UNKNOWN_RANK, 3)).contains(Shape.of(3));
  }

  @Provide
  Arbitrary<Shape> shapes() {
    return Arbitraries.longs().between(-1, 6).list().ofMaxSize(4).map(Shape::of);
  }
}
