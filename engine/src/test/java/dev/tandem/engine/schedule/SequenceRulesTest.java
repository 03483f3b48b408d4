package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.testkit.SampleModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRulesTest {
  @Test
  void takeOneRow() {
    assertThatCode(() -> SequenceRules.check(request(7), 1)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void refuseAnyOtherNumberOfRows(int rows) {
    assertThatThrownBy(() -> SequenceRules.check(request(7), rows))
        .hasMessage(
            "inference request to model 'adder' must specify batch-size 1 due to requirements of"
                + " sequence batcher");
  }

  @Test
  void refuseARequestWithoutAnId() {
    assertThatThrownBy(() -> SequenceRules.check(request(0), 1))
        .hasMessage(
            "inference request to model 'adder' must specify a non-zero or non-empty correlation"
                + " ID");
  }

  private static InferRequest request(long id) {
    SequencePlace place = new SequencePlace(new SequenceId.Numbered(id), true, false);
    return new InferRequest(
        SampleModel.of(SequenceRig.config(new Direct(0, 0), 4)),
        "id",
        List.of(),
        List.of(),
        RequestOptions.NONE.in(place),
        () -> {});
  }
}
