package dev.tandem.engine.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.ensemble.EnsemblePlan.BranchLimit;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final int MANY = 100;

  private final EnsemblePlan plan =
      new EnsemblePlan(
          List.of(),
          IntStream.range(0, MANY).mapToObj(i -> new Named("O" + i, i)).toList(),
          List.of(),
          MANY,
          BranchLimit.of(0));
  private final Routes routes = new Routes(plan);

  @Test
  void planWhatIsAskedForAgainOnce() {
    Route first = routes.of(List.of("O1", "O2"));

    assertThat(routes.of(List.of("O1", "O2"))).isSameAs(first);
    assertThat(routes.of(List.of("O1"))).isNotSameAs(first);
    assertThat(routes.of(List.of())).isSameAs(routes.of(List.of()));
  }

  @Test
  void rememberNoMoreThanSome() {
    Route first = routes.of(List.of("O0"));
    List<Route> others =
        IntStream.range(1, MANY).mapToObj(i -> routes.of(List.of("O" + i))).toList();

    assertThat(routes.of(List.of("O0"))).isSameAs(first);
    assertThat(routes.of(List.of("O" + (MANY - 1)))).isNotSameAs(others.get(MANY - 2));
  }
}
