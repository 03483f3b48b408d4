package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.schedule.BatchPolicy.Padding;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the inputs of a batch side by side: the one copy on the way in. What already lies as the
 * model wants it is not copied.
 */
final class Gather {
  private final List<InputSlot> slots;
  private final BatchInputs batchInputs;
  private final Padding padding;
  private final NativePool pool;

  Gather(List<InputSlot> slots, BatchInputs batchInputs, Padding padding, NativePool pool) {
    this.slots = slots;
    this.batchInputs = batchInputs;
    this.padding = padding;
    this.pool = pool;
  }

  /** The model's inputs, each fixed-size one as one native run. */
  List<Tensor> inputs(List<PendingRequest> batch, int rows, List<Lease> leases) {
    List<Tensor> inputs = new ArrayList<>(slots.size());
    for (int slot = 0; slot < slots.size(); slot++) {
      Tensor first = batch.get(0).input(slot);
      if (first != null) {
        boolean alone = batch.size() == 1 && padding.rowsFor(rows) == rows;
        inputs.add(
            alone
                ? lone(slots.get(slot), batch.get(0), first, leases)
                : input(slots.get(slot), parts(batch, slot), batch, rows, leases));
      }
    }
    batchInputs.addTo(inputs, batch, pool, leases);
    return inputs;
  }

  /** The input of a batch of one. */
  private Tensor lone(InputSlot slot, PendingRequest request, Tensor input, List<Lease> leases) {
    return switch (slot.kind()) {
      case SHAPE -> one(input, input.shape(), leases);
      case RAGGED -> one(input, Shape.of(input.shape().elementCount()), leases);
      case ROWS -> one(input, slot.modelShape(request, input), leases);
    };
  }

  private Tensor input(
      InputSlot slot,
      List<Tensor> parts,
      List<PendingRequest> batch,
      int rows,
      List<Lease> leases) {
    return switch (slot.kind()) {
      case SHAPE -> one(parts.get(0), parts.get(0).shape(), leases);
      case RAGGED -> ragged(parts, leases);
      case ROWS -> rows(slot, parts, batch, rows, leases);
    };
  }

  private Tensor rows(
      InputSlot slot,
      List<Tensor> parts,
      List<PendingRequest> batch,
      int rows,
      List<Lease> leases) {
    Tensor first = parts.get(0);
    List<Shape> shapes = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      shapes.add(slot.modelShape(batch.get(i), parts.get(i)));
    }
    Shape whole = RowPadding.largest(shapes).withoutLeading().withLeading(padding.rowsFor(rows));
    if (first.type() == DataType.BYTES) {
      TensorBytes bytes = RowPadding.strings(parts, whole, rows);
      return new Tensor(first.name(), first.type(), whole, bytes);
    }
    ByteBuffer target = lease(byteSize(first, whole), leases);
    RowPadding.copy(parts, shapes, whole, target);
    return new Tensor(first.name(), first.type(), whole, TensorBytes.wrap(target.flip()));
  }

  /** All elements behind each other, whatever their shapes. */
  private Tensor ragged(List<Tensor> parts, List<Lease> leases) {
    Tensor first = parts.get(0);
    long elements = 0;
    List<TensorBytes> all = new ArrayList<>(parts.size());
    for (Tensor part : parts) {
      elements += part.shape().elementCount();
      all.add(part.bytes());
    }
    Tensor whole =
        new Tensor(first.name(), first.type(), Shape.of(elements), TensorBytes.concat(all));
    return one(whole, whole.shape(), leases);
  }

  /** {@code tensor} where it lies, or copied into one native run. */
  private Tensor one(Tensor tensor, Shape shape, List<Lease> leases) {
    TensorBytes bytes = tensor.bytes();
    if (tensor.type() != DataType.BYTES && !bytes.isOneNativeRun()) {
      ByteBuffer target = lease(bytes.size(), leases);
      bytes.copyTo(target);
      bytes = TensorBytes.wrap(target.flip());
    } else if (shape.equals(tensor.shape())) {
      return tensor;
    }
    return new Tensor(tensor.name(), tensor.type(), shape, bytes);
  }

  /** Rows of several lengths may grow beyond any memory where they are filled up. */
  private static long byteSize(Tensor first, Shape whole) {
    double bytes = first.type().byteSize();
    for (int i = 0; i < whole.rank(); i++) {
      bytes *= whole.dim(i);
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new ServingException(
          Reason.OUT_OF_MEMORY,
          "input '%s' of a batch of shape %s (expected: at most %d bytes)"
              .formatted(first.name(), whole, Integer.MAX_VALUE));
    }
    return (long) bytes;
  }

  private ByteBuffer lease(long bytes, List<Lease> leases) {
    Lease lease = pool.lease(Math.toIntExact(bytes));
    leases.add(lease);
    return lease.view();
  }

  private static List<Tensor> parts(List<PendingRequest> batch, int slot) {
    List<Tensor> parts = new ArrayList<>(batch.size());
    for (PendingRequest request : batch) {
      Tensor part = request.input(slot);
      if (part == null) {
        throw new IllegalStateException("batch: input " + slot + " is missing from some requests");
      }
      parts.add(part);
    }
    return parts;
  }
}
