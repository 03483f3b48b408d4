package dev.tandem.engine.backend.repeat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Answers element by element, and then without outputs to say that there are no more. */
final class RepeatInstance implements BackendInstance {
  private static final BackendResult NO_MORE = new BackendResult(List.of(), List.of());

  private final NativePool pool;
  private final Pause pause;
  private volatile @Nullable CountDownLatch endOfRun;

  RepeatInstance(NativePool pool, Pause pause) {
    this.pool = pool;
    this.pause = pause;
  }

  @Override
  public void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink) {
    ByteBuffer values = elements(inputs, RepeatBackend.IN);
    ByteBuffer delays = elements(inputs, RepeatBackend.DELAY);
    ByteBuffer wait = elements(inputs, RepeatBackend.WAIT);
    if (delays.remaining() != values.remaining() || wait.remaining() != Integer.BYTES) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "IN has %d elements, DELAY %d and WAIT %d (expected: as many in DELAY as in IN, and one in WAIT)"
              .formatted(
                  values.remaining() / Integer.BYTES,
                  delays.remaining() / Integer.BYTES,
                  wait.remaining() / Integer.BYTES));
    }
    // Each run has an end of its own, so that what comes late for one does not end the next.
    CountDownLatch end = new CountDownLatch(1);
    endOfRun = end;
    try {
      long leftMs = Integer.toUnsignedLong(wait.getInt());
      for (int i = 0; values.hasRemaining(); i++) {
        long delayMs = Integer.toUnsignedLong(delays.getInt());
        pause(delayMs, end);
        leftMs -= delayMs;
        sink.onResult(result(values.getInt(), i, outputs), false);
      }
      pause(Math.max(0, leftMs), end);
    } finally {
      endOfRun = null;
    }
    sink.onResult(NO_MORE, true);
  }

  private void pause(long ms, CountDownLatch end) {
    pause.spend(Duration.ofMillis(ms), end);
    if (end.getCount() == 0) {
      throw new ServingException(Reason.CANCELLED, "the run was terminated");
    }
  }

  private static ByteBuffer elements(List<Tensor> inputs, String name) {
    return inputs.stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ServingException(
                    Reason.EXECUTION_FAILED, "input '%s' was not given".formatted(name)))
        .bytes()
        .asOneRun();
  }

  private BackendResult result(int value, int index, List<String> outputs) {
    List<Tensor> tensors = new ArrayList<>(2);
    List<Lease> leases = new ArrayList<>(2);
    try {
      if (outputs.contains(RepeatBackend.OUT)) {
        tensors.add(element(RepeatBackend.OUT, DataType.INT32, value, leases));
      }
      if (outputs.contains(RepeatBackend.IDX)) {
        tensors.add(element(RepeatBackend.IDX, DataType.UINT32, index, leases));
      }
      return new BackendResult(tensors, leases);
    } catch (OutOfMemoryError e) {
      CloseHelper.closeAll(leases);
      throw new ServingException(Reason.OUT_OF_MEMORY, "no memory for the outputs", e);
    }
  }

  private Tensor element(String name, DataType type, int value, List<Lease> leases) {
    Lease lease = pool.lease(Integer.BYTES);
    leases.add(lease);
    ByteBuffer memory = lease.view().putInt(value).flip();
    return new Tensor(name, type, Shape.of(1), TensorBytes.wrap(memory));
  }

  /** Ends a run at the next element, and the pause before it now. */
  @Override
  public void terminate() {
    CountDownLatch end = endOfRun;
    if (end != null) {
      end.countDown();
    }
  }

  @Override
  public void close() {}
}
