package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbandonmentTest {
  private final List<Reason> cancelled = new ArrayList<>();
  private final Abandonment abandonment = new Abandonment();

  @Test
  void givesUpWhatWasSubmittedBefore() {
    abandonment.submitted(cancelled::add);
    assertThat(cancelled).isEmpty();

    abandonment.abandon(Reason.DEADLINE_EXCEEDED);

    assertThat(cancelled).containsExactly(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void givesUpWhatIsSubmittedAfterwards() {
    abandonment.abandon(Reason.CANCELLED);

    abandonment.submitted(cancelled::add);

    assertThat(cancelled).containsExactly(Reason.CANCELLED);
  }
}
