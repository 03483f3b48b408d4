package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class NearestNamePropertyTest {
  @Example
  void countsInsertedRemovedAndReplacedLetters() {
    assertThat(NearestName.editDistance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.editDistance("", "abc")).isEqualTo(3);
    assertThat(NearestName.editDistance("abc", "")).isEqualTo(3);
  }

  @Example
  void picksTheFirstOfEquallyNear() {
    assertThat(NearestName.of("ax", List.of("bbbb", "ay", "az"))).isEqualTo("ay");
  }

  @Property
  void isTheSameBothWays(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    assertThat(NearestName.editDistance(a, b)).isEqualTo(NearestName.editDistance(b, a));
  }

  @Property
  void isZeroOnlyForEqualNames(
      @ForAll @AlphaChars @StringLength(max = 4) String a,
      @ForAll @AlphaChars @StringLength(max = 4) String b) {
    assertThat(NearestName.editDistance(a, b) == 0).isEqualTo(a.equals(b));
  }

  @Property
  void oneRemovedLetterStillFindsTheFlag(
      @ForAll @IntRange(max = 30) int flag, @ForAll @IntRange(min = 2, max = 9) int letter) {
    List<String> names = ServeFlags.ALL.stream().map(Flag::name).toList();
    String name = names.get(flag);
    int at = Math.min(letter, name.length() - 1);
    String typed = name.substring(0, at) + name.substring(at + 1);
    String found = NearestName.of(typed, names);
    assertThat(NearestName.editDistance(typed, found)).isLessThanOrEqualTo(1);
  }
}
