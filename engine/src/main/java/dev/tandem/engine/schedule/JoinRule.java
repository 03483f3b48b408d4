package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether two requests can be rows of one batch. */
final class JoinRule {
  private final List<InputSlot> slots;
  private final boolean padsLengths;
  private final boolean byOutputs;
  private final @Nullable StateTensors states;

  JoinRule(List<InputSlot> slots, BatchPolicy policy) {
    this(slots, policy, null);
  }

  /**
   * @param states that the requests' sequences keep
   */
  JoinRule(List<InputSlot> slots, BatchPolicy policy, @Nullable StateTensors states) {
    this.states = states;
    this.slots = List.copyOf(slots);
    padsLengths = policy.padding().variableLengths();
    byOutputs = policy.tfServing().isPresent();
  }

  /** As far as what they brought tells, which nobody changes; any thread may ask. */
  boolean mayJoin(PendingRequest first, PendingRequest next) {
    // To TensorFlow Serving, requests for other outputs wait in another queue.
    if (byOutputs && !sameOutputs(first.request().outputs(), next.request().outputs())) {
      return false;
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      if (!joins(slots.get(slot), slot, first, next)) {
        return false;
      }
    }
    return true;
  }

  /** As their sequences are; for whoever forms batches. */
  boolean joins(PendingRequest first, PendingRequest next) {
    return mayJoin(first, next) && (states == null || states.fit(first, next));
  }

  private static boolean sameOutputs(List<String> a, List<String> b) {
    return a.equals(b) || (a.size() == b.size() && a.containsAll(b));
  }

  private boolean joins(InputSlot slot, int number, PendingRequest first, PendingRequest next) {
    Tensor a = first.input(number);
    Tensor b = next.input(number);
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return switch (slot.kind()) {
      case RAGGED -> true;
      case SHAPE -> sameContent(a, b);
      case ROWS -> sameRows(slot.modelShape(first, a), slot.modelShape(next, b), a.type());
    };
  }

  private boolean sameRows(Shape a, Shape b, DataType type) {
    if (a.rank() != b.rank() || a.rank() == 0) {
      return false;
    }
    for (int i = 1; i < a.rank(); i++) {
      if (a.dim(i) != b.dim(i)) {
        return padsLengths && type.isFixedSize() && !isEmpty(a) && !isEmpty(b);
      }
    }
    return true;
  }

  /** Rows without elements have nothing that they could be filled up with. */
  private static boolean isEmpty(Shape shape) {
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean sameContent(@Nullable Tensor a, Tensor b) {
    return a != null
        && a.shape().equals(b.shape())
        && a.bytes().asOneRun().equals(b.bytes().asOneRun());
  }
}
