package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.backend.onnx.OutputSpec.Pinning;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One output of an instance over all its runs. It is pinned where its shape is declared, or was
 * seen in the run before and the inputs have the same shapes again. Owned by one thread.
 */
final class OutputSlot implements AutoCloseable {
  private static final long NO_ROWS = -1;

  private final OutputSpec spec;
  private final boolean batches;
  private final NativePool pool;
  private final OutputReader reader;
  private final TensorHandles tensors;
  private final boolean keepsSeen;
  private boolean neverPinned;
  private @Nullable Pinning seen;
  private long seenInEra;
  private long shapeRows = NO_ROWS;
  private Shape shape = Shape.SCALAR;
  private @Nullable OwnedTensor owned;

  /**
   * @param keepsSeen whether a run fails where an output does not have the shape that it was pinned
   *     for, rather than that its number of elements alone is looked at
   */
  OutputSlot(
      OutputSpec spec,
      boolean batches,
      boolean keepsSeen,
      OnnxEnvironment environment,
      NativePool pool) {
    this.spec = spec;
    this.keepsSeen = keepsSeen;
    this.batches = batches;
    this.pool = pool;
    reader = new OutputReader(environment, pool);
    tensors = new TensorHandles(environment.access());
  }

  String name() {
    return spec.name();
  }

  /** The handle of memory for a run over {@code rows}, or 0 where its shape cannot be told. */
  long pin(long rows, long era) throws OrtException {
    Pinning pinning = pinning(era);
    int bytes = pinning == null ? 0 : pinning.bytesOf(rows);
    if (pinning == null || bytes == 0) {
      return 0;
    }
    if (shapeRows != rows) {
      shape = pinning.shapeOf(rows);
      shapeRows = rows;
    }
    Lease lease = pool.lease(bytes);
    TensorBytes memory = TensorBytes.wrap(lease.view());
    owned = new OwnedTensor(new Tensor(name(), pinning.type(), shape, memory), Optional.of(lease));
    return tensors.of(memory, pinning.type(), shape);
  }

  private @Nullable Pinning pinning(long era) {
    if (neverPinned) {
      return null;
    }
    return spec.pinning().orElse(seenInEra == era ? seen : null);
  }

  /** The output proved to have another shape than the inputs' shapes told. */
  void neverPinAgain() {
    neverPinned = true;
    seen = null;
  }

  /** After a run that succeeded, with the value that it gave if it was not pinned. */
  OwnedTensor take(OnnxValue value, long rows, long era) throws OrtException {
    OwnedTensor output = owned;
    if (output != null) {
      owned = null;
      return output;
    }
    output = reader.take(spec, value);
    if (keepsSeen && !neverPinned && !spec.isInput()) {
      seen = Pinning.seen(output.tensor(), batches, rows);
      seenInEra = era;
      shapeRows = NO_ROWS;
    }
    return output;
  }

  /** Gives back what was pinned for a run that failed. */
  void discard() {
    OwnedTensor output = owned;
    if (output != null) {
      owned = null;
      output.close();
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
