package dev.tandem.engine.backend.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of one run after the other, and what they hold on the way: the memory pinned for them
 * before the run, ONNX Runtime's values after it. Owned by one thread.
 */
final class Outputs implements AutoCloseable {
  private final String model;
  private final List<OutputSlot> all;
  private final OnnxValue pinned;
  private List<String> given = List.of();
  private List<String> wanted = List.of();
  private OutputSlot[] slots = {};
  private String[] names = {};
  private long[] handles = {};
  private @Nullable OnnxValue[] values = {};

  /**
   * @param all in the order in which answers list them
   * @param pinned stands in the place of a value that need not be made
   */
  Outputs(String model, List<OutputSlot> all, OnnxValue pinned) {
    this.model = model;
    this.all = all;
    this.pinned = pinned;
  }

  /** The outputs wanted of the runs to come. */
  void select(List<String> outputs) {
    if (outputs == given) {
      return;
    }
    if (!wanted.equals(outputs)) {
      slots = slots(outputs);
      wanted = List.copyOf(outputs);
      names = Arrays.stream(slots).map(OutputSlot::name).toArray(String[]::new);
      handles = new long[names.length];
      values = new OnnxValue[names.length];
    }
    given = outputs;
  }

  private OutputSlot[] slots(List<String> outputs) {
    Set<String> unknown = new TreeSet<>(outputs);
    all.forEach(slot -> unknown.remove(slot.name()));
    if (!unknown.isEmpty()) {
      throw new ServingException(
          Reason.INTERNAL, "model '" + model + "' has no outputs " + unknown);
    }
    return all.stream().filter(slot -> outputs.contains(slot.name())).toArray(OutputSlot[]::new);
  }

  /** Provides memory for each output whose shape is known for a run over {@code rows}. */
  void pin(long rows, long era) throws OrtException {
    for (int i = 0; i < slots.length; i++) {
      handles[i] = slots[i].pin(rows, era);
      values[i] = handles[i] == 0 ? null : pinned;
    }
  }

  /**
   * After a run that failed: whether it may succeed another time, because an output that was pinned
   * has another shape. That output is not pinned again.
   */
  boolean unpin(OrtException failure) {
    boolean unpinned = false;
    for (int i = 0; i < names.length; i++) {
      if (handles[i] != 0 && OrtErrors.isPinnedShapeMismatch(failure, names[i])) {
        slots[i].neverPinAgain();
        unpinned = true;
      }
    }
    return unpinned;
  }

  /** After a run that succeeded: its results, which are the caller's now. */
  BackendResult take(long rows, long era) throws OrtException {
    Tensor[] tensors = new Tensor[slots.length];
    Lease[] leases = new Lease[slots.length];
    int held = 0;
    try {
      for (int i = 0; i < slots.length; i++) {
        OnnxValue value = requireNonNull(values[i], names[i]);
        values[i] = null;
        OwnedTensor output = slots[i].take(value, rows, era);
        tensors[i] = output.tensor();
        if (output.lease().isPresent()) {
          leases[held++] = output.lease().get();
        }
      }
      return new BackendResult(
          List.of(tensors), List.of(held == leases.length ? leases : Arrays.copyOf(leases, held)));
    } catch (OrtException | RuntimeException | Error e) {
      CloseHelper.closeAll(Arrays.copyOf(leases, held));
      throw e;
    }
  }

  /** Gives back all that is still held. */
  void discard() {
    for (int i = 0; i < slots.length; i++) {
      OnnxValue value = values[i];
      values[i] = null;
      if (value != null && value != pinned) {
        value.close();
      }
      slots[i].discard();
    }
  }

  String[] names() {
    return names;
  }

  long[] handles() {
    return handles;
  }

  @Nullable OnnxValue[] values() {
    return values;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(all);
  }
}
