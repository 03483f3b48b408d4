package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** The native memory for the tensors of one request: bounded, and given back as a whole. */
public final class InputMemory implements AutoCloseable {
  private final NativePool pool;
  private final long maxBytes;
  private final List<Lease> leases = new ArrayList<>();
  private long takenBytes;

  public InputMemory(NativePool pool, long maxBytes) {
    this.pool = pool;
    this.maxBytes = maxBytes;
  }

  /** Memory of exactly {@code bytes} bytes for one input. */
  public ByteBuffer take(String alias, long bytes) {
    if (bytes > maxBytes - takenBytes) {
      throw tooLarge(alias, maxBytes);
    }
    try {
      Lease lease = pool.lease((int) bytes);
      leases.add(lease);
      takenBytes += bytes;
      return lease.view();
    } catch (OutOfMemoryError e) {
      // Of native memory: the heap is as it was, and only this request has to go.
      throw exhausted("no memory for the " + bytes + " bytes of tensor \"" + alias + "\"");
    }
  }

  static TfServingException tooLarge(String alias, long maxBytes) {
    return exhausted(
        "tensor \"" + alias + "\" takes the request's tensors beyond " + maxBytes + " bytes");
  }

  @Override
  public void close() {
    CloseHelper.closeAll(leases);
  }

  private static TfServingException exhausted(String text) {
    return new TfServingException(Status.Code.RESOURCE_EXHAUSTED, text);
  }
}
