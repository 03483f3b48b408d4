package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ReshapePropertyTest {
  /** Two forms of one shape: runs of fixed dimensions with variable ones between them. */
  record Forms(List<Long> one, List<Long> other) {}

  @Property
  void inverseRestoresTheShape(
      @ForAll("forms") Forms forms,
      @ForAll @IntRange(max = 1) int batchDims,
      @ForAll @LongRange(max = 9) long rows,
      @ForAll @Size(value = 6) List<@LongRange(max = 9) Long> sizes) {
    Shape one = Shape.of(forms.one());
    Shape other = Shape.of(forms.other());
    Shape actual = actual(one, batchDims, rows, sizes);

    Shape reshaped = new Reshape(one, other, batchDims).apply(actual);

    assertThat(reshaped).isEqualTo(actual(other, batchDims, rows, sizes));
    assertThat(reshaped.elementCount()).isEqualTo(actual.elementCount());
    assertThat(new Reshape(other, one, batchDims).apply(reshaped)).isEqualTo(actual);
  }

  @Example
  void movesSizesToTheirPlaceInTheOtherForm() {
    Reshape reshape = new Reshape(Shape.of(2, 4, -1, 6), Shape.of(8, -1, 1, 6), 1);

    assertThat(reshape.apply(Shape.of(5, 2, 4, 7, 6))).isEqualTo(Shape.of(5, 8, 7, 1, 6));
  }

  @Example
  void turnsRowsOfOneIntoRowsOfScalars() {
    assertThat(new Reshape(Shape.of(1), Shape.SCALAR, 1).apply(Shape.of(3, 1)))
        .isEqualTo(Shape.of(3));
    assertThat(new Reshape(Shape.SCALAR, Shape.of(1), 1).apply(Shape.of(3)))
        .isEqualTo(Shape.of(3, 1));
  }

  /** {@code form} with {@code sizes} in place of what is variable. */
  private static Shape actual(Shape form, int batchDims, long rows, List<Long> sizes) {
    long[] dims = form.toArray();
    int next = 0;
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == Shape.VARIABLE ? sizes.get(next++) : dims[i];
    }
    return batchDims == 0 ? Shape.of(dims) : Shape.of(dims).withLeading(rows);
  }

  @Provide
  Arbitrary<Forms> forms() {
    return run().list().ofMinSize(1).ofMaxSize(5).map(ReshapePropertyTest::joined);
  }

  private static Forms joined(List<Forms> runs) {
    List<Long> one = new ArrayList<>(runs.get(0).one());
    List<Long> other = new ArrayList<>(runs.get(0).other());
    for (Forms run : runs.subList(1, runs.size())) {
      one.add(Shape.VARIABLE);
      one.addAll(run.one());
      other.add(Shape.VARIABLE);
      other.addAll(run.other());
    }
    return new Forms(one, other);
  }

  /** One product of small factors, multiplied out in two ways. */
  private static Arbitrary<Forms> run() {
    Arbitrary<List<Long>> factors = Arbitraries.longs().between(1, 5).list().ofMaxSize(4);
    Arbitrary<Integer> groupings = Arbitraries.integers().between(0, 15);
    return Combinators.combine(factors, groupings, groupings)
        .as((all, one, other) -> new Forms(grouped(all, one), grouped(all, other)));
  }

  private static List<Long> grouped(List<Long> factors, int grouping) {
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < factors.size(); i++) {
      boolean joins = (grouping >> i & 1) == 1 && !dims.isEmpty();
      long factor = factors.get(i);
      dims.add(joins ? dims.remove(dims.size() - 1) * factor : factor);
    }
    return dims;
  }
}
