package dev.tandem.engine.repository;

import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Control;
import dev.tandem.engine.model.SequenceBatching.ControlInput;
import dev.tandem.engine.model.SequenceBatching.ControlKind;
import dev.tandem.engine.model.SequenceBatching.InitialState;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.engine.model.SequenceBatching.State;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the settings of a model that keeps sequences must obey. */
final class SequenceBatchingRules {
  private static final Set<DataType> ID_TYPES =
      EnumSet.of(DataType.UINT64, DataType.INT64, DataType.UINT32, DataType.INT32, DataType.BYTES);

  static final long MAX_STATE_BYTES = 1L << 30;

  private SequenceBatchingRules() {}

  static void check(SequenceBatching batching, int maxBatchSize, String model, Findings findings) {
    for (ControlInput input : batching.controlInputs()) {
      findings.check(() -> checkName(input, model));
      input.controls().forEach(control -> findings.check(() -> checkControl(control, model)));
    }
    for (ControlKind kind : ControlKind.values()) {
      findings.check(() -> checkOnce(batching, kind, model));
    }
    findings.check(() -> checkStrategy(batching, maxBatchSize, model));
    Set<String> names = new HashSet<>();
    for (State state : batching.states()) {
      boolean isNew = names.add(state.inputName());
      findings.check(
          () ->
              Require.that(
                  isNew, "State input name '" + state.inputName() + "' specified more than once."));
      findings.check(() -> checkState(state, model));
    }
  }

  private static void checkName(ControlInput input, String model) {
    Require.that(
        !input.name().isEmpty(), "sequence batching control tensor must have a name for " + model);
    Require.that(
        input.controls().size() == 1,
        "sequence batching control tensor '"
            + input.name()
            + (input.controls().isEmpty()
                ? "' is specified for no control kind for "
                : "' is specified for multiple control kinds for ")
            + model);
  }

  private static void checkOnce(SequenceBatching batching, ControlKind kind, String model) {
    long count =
        batching.controlInputs().stream()
            .flatMap(input -> input.controls().stream())
            .filter(control -> control.kind() == kind)
            .count();
    Require.that(
        count <= 1, "sequence batching specifies multiple " + name(kind) + " tensors for " + model);
  }

  private static void checkControl(Control control, String model) {
    String of = " for " + name(control.kind()) + " for " + model;
    if (control.kind() == ControlKind.CORRID) {
      Require.that(control.type().isPresent(), "sequence batching must specify data type" + of);
      Require.that(
          ID_TYPES.contains(control.type().get()),
          "unexpected data type " + control.type().get() + of);
      return;
    }
    long given =
        List.of(control.int32FalseTrue(), control.fp32FalseTrue(), control.boolFalseTrue()).stream()
            .filter(values -> !values.isEmpty())
            .count();
    Require.that(
        given == 1,
        (given == 0
                ? "sequence batching must specify either "
                : "sequence batching specifies more than one from ")
            + "'int32_false_true', 'fp32_false_true' or 'bool_false_true'"
            + of);
    checkTwo("int32_false_true", control.int32FalseTrue().size(), of);
    checkTwo("fp32_false_true", control.fp32FalseTrue().size(), of);
    checkTwo("bool_false_true", control.boolFalseTrue().size(), of);
  }

  private static void checkTwo(String field, int size, String of) {
    Require.that(
        size == 0 || size == 2,
        "sequence batching control '" + field + "' must have exactly 2 entries" + of);
  }

  private static void checkStrategy(SequenceBatching batching, int maxBatchSize, String model) {
    if (batching.strategy().orElse(null) instanceof Oldest oldest) {
      for (int size : oldest.preferredBatchSizes()) {
        Require.that(size > 0, "sequence batching preferred size must be positive for " + model);
        Require.that(
            size <= Math.max(1, maxBatchSize),
            "sequence batching preferred size must be <= max batch size for " + model);
      }
    }
  }

  private static void checkState(State state, String model) {
    String input = state.inputName();
    Require.that(
        !input.isEmpty() && !state.outputName().isEmpty(),
        "sequence batching state must have 'input_name' and 'output_name' for " + model);
    Require.that(
        state.type().isPresent(),
        "sequence batching state '" + input + "' must specify 'data_type' for " + model);
    Require.that(
        state.initialStates().size() <= 1,
        "sequence batching state '" + input + "' has more than one 'initial_state' for " + model);
    for (InitialState initial : state.initialStates()) {
      Require.that(
          initial.type().equals(state.type()),
          "The data type used for 'initial_state' field of state '"
              + input
              + "' does not match the state data type.");
      Require.that(
          !initial.name().isEmpty(),
          "Field 'name' must be set when using initial_state for state input '" + input + "'.");
      Require.that(
          initial.dims().isFixed(),
          "'initial_state' field for state input name '"
              + input
              + "' contains variable dimensions.");
      Require.that(
          state.dims().accepts(initial.dims()),
          "'initial_state' field for state input name '"
              + input
              + "' has dims "
              + initial.dims()
              + " (expected: "
              + state.dims()
              + ").");
      Require.that(
          initial.data().isPresent(),
          "'initial_state' field for state input name '"
              + input
              + "' must say 'zero_data' or 'data_file'.");
    }
    checkSize(state);
  }

  /** Where a sequence begins, a dimension that varies is 1 unless an initial state says more. */
  private static void checkSize(State state) {
    Shape dims =
        state.initialStates().isEmpty() ? state.dims() : state.initialStates().get(0).dims();
    DataType type = state.type().orElseThrow();
    double bytes = type.isFixedSize() ? type.byteSize() : Integer.BYTES;
    for (long dim : dims.toArray()) {
      bytes *= dim == Shape.VARIABLE ? 1 : dim;
    }
    Require.that(
        bytes <= MAX_STATE_BYTES,
        "state input '"
            + state.inputName()
            + "' of dims "
            + dims
            + " begins with more than "
            + MAX_STATE_BYTES
            + " bytes");
  }

  private static String name(ControlKind kind) {
    return "CONTROL_SEQUENCE_" + kind;
  }
}
