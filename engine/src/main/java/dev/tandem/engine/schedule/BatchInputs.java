package dev.tandem.engine.schedule;

import dev.tandem.engine.model.BatchInput;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** The inputs that are computed from the make-up of a batch; clients do not send them. */
final class BatchInputs {
  private final List<Computed> computed;

  private BatchInputs(List<Computed> computed) {
    this.computed = List.copyOf(computed);
  }

  static BatchInputs of(ModelConfig config) {
    List<String> names = config.inputs().stream().map(ModelInput::name).toList();
    List<Computed> computed = new ArrayList<>();
    for (BatchInput input : config.batchInputs()) {
      int source = names.indexOf(input.sourceInputs().get(0));
      for (String target : input.targetNames()) {
        computed.add(new Computed(target, input.type().orElseThrow(), input.kind(), source));
      }
    }
    return new BatchInputs(computed);
  }

  void addTo(List<Tensor> inputs, List<PendingRequest> batch, NativePool pool, List<Lease> leases) {
    for (Computed input : computed) {
      List<Shape> shapes = new ArrayList<>(batch.size());
      for (PendingRequest request : batch) {
        Tensor source = request.input(input.source());
        if (source != null) {
          shapes.add(source.shape());
        }
      }
      inputs.add(tensor(input, shapes, pool, leases));
    }
  }

  private static Tensor tensor(
      Computed input, List<Shape> shapes, NativePool pool, List<Lease> leases) {
    long[] values = values(input.kind(), shapes);
    Lease lease = pool.lease(values.length * input.type().byteSize());
    leases.add(lease);
    ByteBuffer target = lease.view();
    for (long value : values) {
      if (input.type() == DataType.FP32) {
        target.putFloat((float) value);
      } else {
        target.putInt(Math.toIntExact(value));
      }
    }
    Shape shape = Shape.of(values.length);
    if (input.kind() == BatchInput.Kind.ITEM_SHAPE) {
      int rank = shapes.get(0).rank() - 1;
      shape = Shape.of(rank == 0 ? 0 : values.length / rank, rank);
    }
    return new Tensor(input.name(), input.type(), shape, TensorBytes.wrap(target.flip()));
  }

  /** What {@code kind} says of source inputs of {@code shapes}, one for each request. */
  static long[] values(BatchInput.Kind kind, List<Shape> shapes) {
    LongStream counts = shapes.stream().mapToLong(Shape::elementCount);
    return switch (kind) {
      case ELEMENT_COUNT -> counts.toArray();
      case ACCUMULATED_ELEMENT_COUNT -> accumulated(counts.toArray());
      case ACCUMULATED_ELEMENT_COUNT_WITH_ZERO ->
          accumulated(LongStream.concat(LongStream.of(0), counts).toArray());
      // Only the length of this one says something.
      case MAX_ELEMENT_COUNT_AS_SHAPE -> new long[Math.toIntExact(counts.max().orElse(0))];
      case ITEM_SHAPE, ITEM_SHAPE_FLATTEN ->
          shapes.stream().flatMapToLong(BatchInputs::itemShapes).toArray();
    };
  }

  private static long[] accumulated(long[] counts) {
    for (int i = 1; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], counts[i - 1]);
    }
    return counts;
  }

  /** The shape of one row, once for each row. */
  private static LongStream itemShapes(Shape shape) {
    return LongStream.range(0, shape.dim(0)).flatMap(row -> LongStream.of(shape.toArray()).skip(1));
  }

  private record Computed(String name, DataType type, BatchInput.Kind kind, int source) {}
}
