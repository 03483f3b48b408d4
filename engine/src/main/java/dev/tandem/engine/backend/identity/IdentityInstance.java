package dev.tandem.engine.backend.identity;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** Copies inputs to outputs of the same type and shape. */
record IdentityInstance(CopyPlan plan, NativePool pool, Pause pause, Duration delay)
    implements BackendInstance {
  @Override
  public void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink) {
    IdentityBackend.spend(pause, delay);
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

  @Override
  public void close() {}

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
