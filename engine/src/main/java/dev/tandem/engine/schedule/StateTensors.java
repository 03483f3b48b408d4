package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.State;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that each request of a sequence leaves to the next. A state that was computed for one
 * sequence alone is handed on where it lies; rows of a larger batch are copied, so that no sequence
 * holds the memory of all. Made once for a model version.
 */
final class StateTensors {
  private final List<Slot> slots = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final boolean hasRows;
  private final boolean shapesVary;
  private final NativePool pool;
  private final ByteBudget budget;
  private final ModelCounters counters;

  /** One state: where it goes in, where it comes out, and what it is at the start. */
  private record Slot(String input, String output, Shape dims, Tensor initial) {
    /** What the graph leaves must be what the next run is told to expect. */
    void check(DataType type, Shape shape) {
      if (type != initial.type() || !dims.accepts(shape)) {
        throw new ServingException(
            Reason.EXECUTION_FAILED,
            "state '%s' is %s %s (expected: %s %s)"
                .formatted(output, type, shape, initial.type(), dims));
      }
    }
  }

  /** What is about to take the place of a state. */
  private record Successor(OpenSequence sequence, String input, SequenceStates.Kept state) {}

  /**
   * @param initial the bytes that states begin with, by the name of their input
   */
  StateTensors(
      ModelConfig config,
      Map<String, ByteBuffer> initial,
      NativePool pool,
      ByteBudget budget,
      ModelCounters counters) {
    this.pool = pool;
    this.budget = budget;
    this.counters = counters;
    hasRows = config.maxBatchSize() > 0;
    config.outputs().stream().map(ModelOutput::name).forEach(answered::add);
    boolean vary = false;
    if (config.scheduling() instanceof SequenceBatching batching) {
      for (State state : batching.states()) {
        vary |= !state.dims().isFixed();
        slots.add(slot(state, initial.get(state.inputName())));
      }
    }
    shapesVary = vary;
  }

  private static Slot slot(State state, @Nullable ByteBuffer bytes) {
    DataType type = state.type().orElseThrow();
    long[] dims =
        state.initialStates().isEmpty()
            ? state.dims().toArray()
            : state.initialStates().get(0).dims().toArray();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == Shape.VARIABLE ? 1 : dims[i];
    }
    Shape shape = Shape.of(dims);
    int elementBytes = type.isFixedSize() ? type.byteSize() : Integer.BYTES;
    ByteBuffer content =
        bytes == null
            ? ByteBuffer.allocateDirect(
                Math.toIntExact(Math.multiplyExact(shape.elementCount(), elementBytes)))
            : bytes;
    Tensor initial = new Tensor(state.inputName(), type, shape, TensorBytes.wrap(content));
    return new Slot(state.inputName(), state.outputName(), state.dims(), initial);
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  /** The outputs that the model must compute for the next request, whoever asks for them. */
  List<String> outputs() {
    return slots.stream().map(Slot::output).toList();
  }

  /** Whether the states of two requests of different sequences have one shape. */
  boolean fit(PendingRequest first, PendingRequest next) {
    if (!shapesVary || first.sequence == null || next.sequence == null) {
      return true;
    }
    for (Slot slot : slots) {
      if (!state(slot, first).shape().equals(state(slot, next).shape())) {
        return false;
      }
    }
    return true;
  }

  private static Tensor state(Slot slot, PendingRequest request) {
    OpenSequence sequence = request.sequence;
    Tensor kept = sequence == null ? null : sequence.states.of(slot.input);
    return kept == null ? slot.initial : kept;
  }

  /** Adds what the requests of {@code batch} find. */
  void addTo(List<Tensor> inputs, List<PendingRequest> batch, List<Lease> leases) {
    for (Slot slot : slots) {
      Tensor first = state(slot, batch.get(0));
      if (!hasRows) {
        inputs.add(first);
      } else if (batch.size() == 1) {
        inputs.add(first.withShape(first.shape().withLeading(1)));
      } else {
        inputs.add(sideBySide(slot, first, batch, leases));
      }
    }
  }

  private Tensor sideBySide(
      Slot slot, Tensor first, List<PendingRequest> batch, List<Lease> leases) {
    List<TensorBytes> parts = new ArrayList<>(batch.size());
    long bytes = 0;
    for (PendingRequest request : batch) {
      TensorBytes part = state(slot, request).bytes();
      parts.add(part);
      bytes += part.size();
    }
    Shape shape = first.shape().withLeading(batch.size());
    if (!first.type().isFixedSize()) {
      return new Tensor(slot.input, first.type(), shape, TensorBytes.concat(parts));
    }
    Lease lease = pool.lease(Math.toIntExact(bytes));
    leases.add(lease);
    ByteBuffer target = lease.view();
    parts.forEach(part -> part.copyTo(target));
    return new Tensor(slot.input, first.type(), shape, TensorBytes.wrap(target.flip()));
  }

  /** What clients see of {@code outputs}. */
  List<Tensor> seen(List<Tensor> outputs) {
    return outputs.stream().filter(output -> answered.contains(output.name())).toList();
  }

  /** Keeps what the run of {@code batch} leaves: all of it, or nothing where this throws. */
  void keep(List<PendingRequest> batch, BackendResult result) {
    List<Successor> successors = new ArrayList<>();
    try {
      for (Tensor output : result.outputs()) {
        for (Slot slot : slots) {
          if (slot.output.equals(output.name())) {
            addSuccessors(slot, output, batch, result.leases(), successors);
          }
        }
      }
    } catch (RuntimeException | Error e) {
      successors.forEach(successor -> successor.state.close());
      throw e;
    }
    successors.forEach(one -> one.sequence.states.keep(one.input, one.state));
  }

  private void addSuccessors(
      Slot slot,
      Tensor output,
      List<PendingRequest> batch,
      List<Lease> leases,
      List<Successor> successors) {
    Shape shape = output.shape();
    int rows = batch.size();
    if (hasRows && (shape.rank() == 0 || shape.dim(0) != rows)) {
      throw new ServingException(
          Reason.EXECUTION_FAILED,
          "state '%s' of a batch of %d rows has shape %s (expected: as many rows)"
              .formatted(slot.output, rows, shape));
    }
    Shape own = hasRows ? shape.withoutLeading() : shape;
    slot.check(output.type(), own);
    StringRows strings = output.type().isFixedSize() ? null : new StringRows(output.bytes());
    long rowBytes = output.bytes().size() / rows;
    for (int i = 0; i < rows; i++) {
      TensorBytes bytes =
          strings == null
              ? output.bytes().slice(i * rowBytes, rowBytes)
              : strings.next(own.elementCount());
      OpenSequence sequence = batch.get(i).sequence;
      // Nobody is behind the last one to find a state.
      if (sequence != null && !batch.get(i).place().end()) {
        Lease shared = rows == 1 ? holding(bytes, leases) : null;
        SequenceStates.Kept state = kept(slot, output.type(), own, bytes, shared);
        successors.add(new Successor(sequence, slot.input, state));
      }
    }
  }

  private SequenceStates.Kept kept(
      Slot slot, DataType type, Shape shape, TensorBytes bytes, @Nullable Lease shared) {
    long size = bytes.size();
    Lease memory = shared == null ? pool.lease(Math.toIntExact(size)) : shared.share();
    if (!budget.tryReserve(size)) {
      memory.close();
      throw new ServingException(
          Reason.OUT_OF_MEMORY,
          "no room for a state of "
              + size
              + " bytes within the server's limit of "
              + budget.capacity()
              + " bytes");
    }
    counters.stateBytes(size);
    Runnable giveBack =
        () -> {
          counters.stateBytes(-size);
          budget.release(size);
        };
    TensorBytes own = bytes;
    if (shared == null) {
      ByteBuffer target = memory.view();
      bytes.copyTo(target);
      own = TensorBytes.wrap(target.flip());
    }
    return new SequenceStates.Kept(new Tensor(slot.input, type, shape, own), memory, giveBack);
  }

  /** The lease that all of {@code bytes} lie in, if one does. */
  private static @Nullable Lease holding(TensorBytes bytes, List<Lease> leases) {
    if (!bytes.isOneNativeRun()) {
      return null;
    }
    long from = bytes.address();
    for (Lease lease : leases) {
      ByteBuffer memory = lease.view();
      long begin = memory.isDirect() ? BufferUtil.address(memory) : Long.MAX_VALUE;
      if (from >= begin && from + bytes.size() <= begin + memory.capacity()) {
        return lease;
      }
    }
    return null;
  }
}
