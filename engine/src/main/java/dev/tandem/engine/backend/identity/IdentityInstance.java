package dev.tandem.engine.backend.identity;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/** Copies inputs to outputs of the same type and shape. */
final class IdentityInstance implements BackendInstance {
  private final CopyPlan plan;
  private final NativePool pool;
  private final Pause pause;
  private final Duration delay;
  private volatile @Nullable CountDownLatch endOfDelay;

  IdentityInstance(CopyPlan plan, NativePool pool, Pause pause, Duration delay) {
    this.plan = plan;
    this.pool = pool;
    this.pause = pause;
    this.delay = delay;
  }

  @Override
  public void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink) {
    if (!delay.isZero()) {
      delay();
    }
    List<Tensor> tensors = new ArrayList<>(outputs.size());
    List<Lease> leases = new ArrayList<>(outputs.size());
    try {
      for (CopyPlan.Copy copy : plan.copies()) {
        if (outputs.contains(copy.output())) {
          tensors.add(copied(source(inputs, copy), copy.output(), leases));
        }
      }
    } catch (OutOfMemoryError e) {
      CloseHelper.closeAll(leases);
      throw new ServingException(Reason.OUT_OF_MEMORY, "no memory for the outputs", e);
    } catch (RuntimeException | Error e) {
      CloseHelper.closeAll(leases);
      throw e;
    }
    sink.onResult(new BackendResult(tensors, leases), true);
  }

  /** Ends the delay of a run that is still in it; the copy itself is too short to be ended. */
  @Override
  public void terminate() {
    CountDownLatch end = endOfDelay;
    if (end != null) {
      end.countDown();
    }
  }

  @Override
  public void close() {}

  /** Each delay has an end of its own, so that what comes late for one does not end the next. */
  private void delay() {
    CountDownLatch end = new CountDownLatch(1);
    endOfDelay = end;
    try {
      pause.spend(delay, end);
    } finally {
      endOfDelay = null;
    }
    if (end.getCount() == 0) {
      throw new ServingException(Reason.CANCELLED, "the run was terminated");
    }
  }

  private Tensor copied(Tensor input, String output, List<Lease> leases) {
    Lease lease = pool.lease(Math.toIntExact(input.bytes().size()));
    leases.add(lease);
    ByteBuffer memory = lease.view();
    input.bytes().copyTo(memory);
    return new Tensor(output, input.type(), input.shape(), TensorBytes.wrap(memory.flip()));
  }

  private static Tensor source(List<Tensor> inputs, CopyPlan.Copy copy) {
    return inputs.stream()
        .filter(input -> input.name().equals(copy.input()))
        .findFirst()
        .orElseThrow(
            () ->
                new ServingException(
                    Reason.EXECUTION_FAILED,
                    "output '%s' copies input '%s', which was not given"
                        .formatted(copy.output(), copy.input())));
  }
}
