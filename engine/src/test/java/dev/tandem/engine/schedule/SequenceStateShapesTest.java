package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.model.SequenceBatching.State;
import dev.tandem.engine.schedule.SequenceRig.Waiting;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Tensors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Graphs that leave states of one shape or another. */
class SequenceStateShapesTest {
  @Test
  void joinSequencesWhoseStatesHaveOneShapeAndAskOnlyWhoFormsBatches() {
    try (SequenceRig rig = new SequenceRig(config(Shape.of(-1)), 1)) {
      begin(rig, "a1", 1, Tensors.ints("SUM_OUT", Shape.of(1, 2), 1, 2));
      begin(rig, "b1", 2, Tensors.ints("SUM_OUT", Shape.of(1, 2), 1, 2));
      begin(rig, "c1", 3, Tensors.ints("SUM_OUT", Shape.of(1, 3), 1, 2, 3));
      Waiting first = rig.send("a2", 1, false, true, 1);
      rig.send("b2", 2, false, true, 1);
      Waiting third = rig.send("c2", 3, false, true, 1);

      assertThat(rig.former.canJoin(first.request(), third.request())).isTrue();
      assertThat(rig.runAll()).containsExactly(List.of("a2", "b2"), List.of("c2"));
    }
  }

  @Test
  void failARunThatLeavesAStateOfAnotherShape() {
    try (SequenceRig rig = new SequenceRig(config(Shape.of(2)), 1)) {
      Waiting first = begin(rig, "a1", 1, Tensors.ints("SUM_OUT", Shape.of(1, 3), 1, 2, 3));

      assertThat(first.sink().failure())
          .hasMessage("state 'SUM_OUT' is INT32 [3] (expected: INT32 [2])")
          .extracting(failure -> failure.reason())
          .isEqualTo(Reason.EXECUTION_FAILED);
    }
  }

  @Test
  void failARunThatLeavesAStateOfAnotherType() {
    try (SequenceRig rig = new SequenceRig(config(Shape.of(1)), 1)) {
      Waiting first =
          begin(rig, "a1", 1, Tensors.of("SUM_OUT", DataType.INT8, Shape.of(1, 1), (byte) 1));

      assertThat(first.sink().failure())
          .hasMessage("state 'SUM_OUT' is INT8 [1] (expected: INT32 [1])");
    }
  }

  private static Waiting begin(SequenceRig rig, String name, long sequence, Tensor state) {
    Waiting waiting = rig.send(name, sequence, true, false, 1);
    Tensor sum = Tensors.ints("SUM", Shape.of(1, 1), 1);
    rig.run(
        rig.take(),
        (inputs, outputs, results) ->
            results.onResult(
                FakeInstance.copies(rig.pool, List.of(sum, state), List.of("SUM", "SUM_OUT")),
                true));
    return waiting;
  }

  private static ModelConfig config(Shape dims) {
    ModelConfig config = SequenceRig.config(new Direct(0, 0), 4);
    SequenceBatching batching = (SequenceBatching) config.scheduling();
    return config.withScheduling(
        new SequenceBatching(
            batching.maxSequenceIdleMicros(),
            batching.controlInputs(),
            batching.strategy(),
            List.of(
                new State(
                    "SUM_IN",
                    "SUM_OUT",
                    Optional.of(DataType.INT32),
                    dims,
                    List.of(),
                    false,
                    false)),
            batching.iterative()));
  }
}
