package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Requests belong to sequences, each of which leaves its state from one request to the next. */
public record SequenceBatching(
    long maxSequenceIdleMicros,
    List<ControlInput> controlInputs,
    Optional<Strategy> strategy,
    List<State> states,
    boolean iterative)
    implements Scheduling {

  public SequenceBatching {
    controlInputs = List.copyOf(controlInputs);
    states = List.copyOf(states);
  }

  public SequenceBatching withMaxSequenceIdleMicros(long micros) {
    return new SequenceBatching(micros, controlInputs, strategy, states, iterative);
  }

  public SequenceBatching withStrategy(Strategy newStrategy) {
    return new SequenceBatching(
        maxSequenceIdleMicros, controlInputs, Optional.of(newStrategy), states, iterative);
  }

  /** A model input that tells the model where in its sequence a request stands. */
  public record ControlInput(String name, List<Control> controls) {
    public ControlInput {
      controls = List.copyOf(controls);
    }
  }

  /** One signal and how it is written into the control input. */
  public record Control(
      ControlKind kind,
      List<Integer> int32FalseTrue,
      List<Float> fp32FalseTrue,
      List<Boolean> boolFalseTrue,
      Optional<DataType> type) {
    public Control {
      int32FalseTrue = List.copyOf(int32FalseTrue);
      fp32FalseTrue = List.copyOf(fp32FalseTrue);
      boolFalseTrue = List.copyOf(boolFalseTrue);
    }

    /** Of the input that takes the signal; nothing where the configuration does not say it. */
    public Optional<DataType> inputType() {
      if (kind == ControlKind.CORRID) {
        return type;
      }
      if (!int32FalseTrue.isEmpty()) {
        return Optional.of(DataType.INT32);
      }
      return Optional.of(fp32FalseTrue.isEmpty() ? DataType.BOOL : DataType.FP32);
    }
  }

  /** What a control input says; CORRID is the id of the sequence. */
  public enum ControlKind {
    START,
    READY,
    END,
    CORRID
  }

  /** A tensor that one request of a sequence leaves to the next. */
  public record State(
      String inputName,
      String outputName,
      Optional<DataType> type,
      Shape dims,
      List<InitialState> initialStates,
      boolean sameBufferForInputAndOutput,
      boolean growableMemory) {
    public State {
      initialStates = List.copyOf(initialStates);
    }
  }

  /** What a state holds when its sequence starts. */
  public record InitialState(
      String name, Optional<DataType> type, Shape dims, Optional<InitialData> data) {}

  /** Where the bytes of an initial state come from. */
  public sealed interface InitialData {
    /** Every element is zero. */
    record Zero() implements InitialData {}

    /** The content of a file in the model's {@code initial_state} folder. */
    record File(String name) implements InitialData {}
  }

  /** Which sequences have a slot, and what waits for a batch of them. */
  public sealed interface Strategy {}

  /** As many sequences have a slot as a batch of each instance has rows. */
  public record Direct(long maxQueueDelayMicros, float minimumSlotUtilization)
      implements Strategy {}

  /** As many sequences have a slot as the configuration says, and batches may wait for a size. */
  public record Oldest(
      int maxCandidateSequences,
      List<Integer> preferredBatchSizes,
      long maxQueueDelayMicros,
      boolean preserveOrdering)
      implements Strategy {
    public Oldest {
      preferredBatchSizes = List.copyOf(preferredBatchSizes);
    }

    public Oldest withPreferredBatchSizes(List<Integer> sizes) {
      return new Oldest(maxCandidateSequences, sizes, maxQueueDelayMicros, preserveOrdering);
    }
  }
}
