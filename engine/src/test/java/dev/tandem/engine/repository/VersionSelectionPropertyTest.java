package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.VersionPolicy;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class VersionSelectionPropertyTest {
  @Property
  void latestTakesTheHighest(
      @ForAll("versions") List<Long> available, @ForAll @IntRange(max = 12) int count) {
    List<Long> selected = VersionSelection.select(new VersionPolicy.Latest(count), available);

    assertThat(selected).hasSize(Math.min(count, available.size()));
    assertThat(available).endsWith(selected.toArray(Long[]::new));
  }

  @Property
  void allTakesAll(@ForAll("versions") List<Long> available) {
    assertThat(VersionSelection.select(new VersionPolicy.All(), available)).isEqualTo(available);
  }

  @Property
  void specificTakesWhatItNamesAndThereIs(
      @ForAll("versions") List<Long> available, @ForAll List<@LongRange(max = 20) Long> wanted) {
    List<Long> selected = VersionSelection.select(new VersionPolicy.Specific(wanted), available);

    assertThat(selected).isSorted().doesNotHaveDuplicates();
    for (long version = 0; version <= 20; version++) {
      assertThat(selected.contains(version))
          .isEqualTo(available.contains(version) && wanted.contains(version));
    }
  }

  @Example
  void latestOfAnyCountIsTheMostThatCanBeAskedFor() {
    assertThat(
            VersionSelection.select(new VersionPolicy.Latest(Integer.MAX_VALUE), List.of(1L, 2L)))
        .containsExactly(1L, 2L);
  }

  @Provide
  Arbitrary<List<Long>> versions() {
    return Arbitraries.longs()
        .between(0, 20)
        .set()
        .ofMaxSize(10)
        .map(versions -> versions.stream().sorted().toList());
  }
}
