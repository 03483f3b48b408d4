package dev.tandem.engine.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Control;
import dev.tandem.engine.model.SequenceBatching.ControlInput;
import dev.tandem.engine.model.SequenceBatching.ControlKind;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The inputs that tell a model where in its sequence each row of a batch stands. */
final class SequenceControls {
  private final List<Signal> signals = new ArrayList<>();
  private final boolean hasRows;
  private final NativePool pool;

  /** A control input and how its elements are written. */
  private record Signal(String input, ControlKind kind, DataType type, Control control) {}

  SequenceControls(ModelConfig config, NativePool pool) {
    this.pool = pool;
    hasRows = config.maxBatchSize() > 0;
    if (config.scheduling() instanceof SequenceBatching batching) {
      for (ControlInput input : batching.controlInputs()) {
        for (Control control : input.controls()) {
          signals.add(
              new Signal(input.name(), control.kind(), control.inputType().orElseThrow(), control));
        }
      }
    }
  }

  /** The input that takes the id of the sequence. */
  static Optional<ControlInput> idInput(SequenceBatching batching) {
    return batching.controlInputs().stream()
        .filter(
            input ->
                input.controls().stream().anyMatch(control -> control.kind() == ControlKind.CORRID))
        .findFirst();
  }

  void addTo(List<Tensor> inputs, List<PendingRequest> batch, List<Lease> leases) {
    for (Signal signal : signals) {
      Shape shape = hasRows ? Shape.of(batch.size(), 1) : Shape.of(1);
      TensorBytes bytes = signal.type == DataType.BYTES ? texts(batch) : of(signal, batch, leases);
      inputs.add(new Tensor(signal.input, signal.type, shape, bytes));
    }
  }

  private static TensorBytes texts(List<PendingRequest> batch) {
    List<ByteBuffer> runs = new ArrayList<>(batch.size());
    for (PendingRequest request : batch) {
      byte[] text = request.place().id().toString().getBytes(UTF_8);
      runs.add(
          ByteBuffer.allocate(Integer.BYTES + text.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(text.length)
              .put(text)
              .flip());
    }
    return TensorBytes.wrap(runs);
  }

  private TensorBytes of(Signal signal, List<PendingRequest> batch, List<Lease> leases) {
    Lease lease = pool.lease(batch.size() * signal.type.byteSize());
    leases.add(lease);
    ByteBuffer target = lease.view();
    for (PendingRequest request : batch) {
      if (signal.kind == ControlKind.CORRID) {
        putId(target, signal.type, request.place().id());
      } else {
        putSign(target, signal, isOn(signal.kind, request.place()) ? 1 : 0);
      }
    }
    return TensorBytes.wrap(target.flip());
  }

  private static boolean isOn(ControlKind kind, SequencePlace place) {
    return switch (kind) {
      case START -> place.start();
      case END -> place.end();
      // Rows without a request are not part of a batch.
      case READY -> true;
      case CORRID -> throw new IllegalArgumentException("CORRID is no sign");
    };
  }

  private static void putSign(ByteBuffer target, Signal signal, int on) {
    switch (signal.type) {
      case INT32 -> target.putInt(signal.control.int32FalseTrue().get(on));
      case FP32 -> target.putFloat(signal.control.fp32FalseTrue().get(on));
      default -> target.put((byte) (signal.control.boolFalseTrue().get(on) ? 1 : 0));
    }
  }

  /** Smaller types get the low bytes, as many as they have. */
  private static void putId(ByteBuffer target, DataType type, SequenceId id) {
    long number = id instanceof SequenceId.Numbered value ? value.value() : 0;
    if (type.byteSize() == Long.BYTES) {
      target.putLong(number);
    } else {
      target.putInt((int) number);
    }
  }
}
