package dev.tandem.engine.backend.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outputs wanted of one run after the other, and what they hold on the way: the memory pinned
 * for them before the run, ONNX Runtime's values after it. Owned by one thread.
 */
final class Outputs {
  private final OnnxEnvironment environment;
  private final NativePool pool;
  private final Set<String> neverPinned;
  private final OutputReader reader;
  private final OutputSpec[] specs;
  private final String[] names;
  private final long[] handles;
  private final @Nullable OnnxValue[] values;
  private final @Nullable OwnedTensor[] owned;

  /**
   * @param neverPinned outputs whose shape proved to be none that the session declares; others may
   *     add to it
   */
  Outputs(
      OnnxEnvironment environment,
      NativePool pool,
      List<OutputSpec> specs,
      Set<String> neverPinned) {
    this.environment = environment;
    this.pool = pool;
    this.neverPinned = neverPinned;
    reader = new OutputReader(environment, pool);
    this.specs = specs.toArray(OutputSpec[]::new);
    names = specs.stream().map(OutputSpec::name).toArray(String[]::new);
    handles = new long[names.length];
    values = new OnnxValue[names.length];
    owned = new OwnedTensor[names.length];
  }

  /** Provides memory for each output whose shape is known for a run over {@code rows}. */
  void pin(long rows) throws OrtException {
    for (int i = 0; i < specs.length; i++) {
      handles[i] = 0;
      if (specs[i].pinning().isPresent() && !neverPinned.contains(names[i])) {
        pin(i, specs[i].pinning().get(), rows);
      }
    }
  }

  private void pin(int i, OutputSpec.Pinning pinning, long rows) throws OrtException {
    int bytes = pinning.bytesOf(rows);
    if (bytes == 0) {
      return;
    }
    DataType type = pinning.type();
    Shape shape = pinning.shapeOf(rows);
    Lease lease = pool.lease(bytes);
    Tensor tensor = new Tensor(names[i], type, shape, TensorBytes.wrap(lease.view()));
    owned[i] = new OwnedTensor(tensor, Optional.of(lease));
    OnnxTensor value =
        environment.access().wrap(lease.view(), ElementTypes.of(type), shape.toArray());
    values[i] = value;
    handles[i] = environment.access().handleOf(value);
  }

  /**
   * After a run that failed: whether it may succeed another time, because an output that was pinned
   * has another shape. That output is not pinned again.
   */
  boolean unpin(OrtException failure) {
    if (!OrtErrors.isPinnedShapeMismatch(failure)) {
      return false;
    }
    String message = String.valueOf(failure.getMessage());
    boolean unpinned = false;
    for (int i = 0; i < names.length; i++) {
      if (handles[i] != 0 && message.contains("'" + names[i] + "'")) {
        neverPinned.add(names[i]);
        unpinned = true;
      }
    }
    return unpinned;
  }

  /** After a run that succeeded: its results, which are the caller's now. */
  BackendResult take() throws OrtException {
    List<Tensor> tensors = new ArrayList<>(specs.length);
    List<Lease> leases = new ArrayList<>(specs.length);
    for (int i = 0; i < specs.length; i++) {
      OnnxValue value = requireNonNull(values[i], names[i]);
      values[i] = null;
      OwnedTensor output = owned[i];
      if (output == null) {
        output = reader.take(specs[i], value);
        owned[i] = output;
      } else {
        value.close();
      }
      tensors.add(output.tensor());
      output.lease().ifPresent(leases::add);
    }
    Arrays.fill(owned, null);
    return new BackendResult(tensors, leases);
  }

  /** Gives back all that is held. */
  void discard() {
    for (int i = 0; i < specs.length; i++) {
      OnnxValue value = values[i];
      if (value != null) {
        values[i] = null;
        value.close();
      }
      OwnedTensor output = owned[i];
      if (output != null) {
        owned[i] = null;
        output.close();
      }
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
}
