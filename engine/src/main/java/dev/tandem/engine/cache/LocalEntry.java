package dev.tandem.engine.cache;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.BitUtil;

/**
 * One answer in native memory of its own. Any thread notes when it was used; the rank by which it
 * is sorted belongs to who holds the lock of its cache.
 */
final class LocalEntry {
  /** The objects of an entry, and of each tensor, measured on a 64-bit machine and rounded up. */
  private static final int ENTRY_OVERHEAD_BYTES = 512;

  private static final int TENSOR_OVERHEAD_BYTES = 384;
  private static final int PARAMETER_OVERHEAD_BYTES = 128;

  private final CacheKey key;
  private final CachedAnswer answer;
  private volatile long usedNs;
  private long rankNs;

  private LocalEntry(CacheKey key, CachedAnswer answer, long nowNs) {
    this.key = key;
    this.answer = answer;
    usedNs = nowNs;
    rankNs = nowNs;
  }

  /** What an answer takes in the cache, with all that is needed to keep it. */
  static long bytesOf(List<Tensor> outputs, Map<String, Object> parameters) {
    long bytes = ENTRY_OVERHEAD_BYTES;
    for (Tensor output : outputs) {
      bytes += TENSOR_OVERHEAD_BYTES + 2L * output.name().length() + aligned(output);
    }
    for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
      bytes += PARAMETER_OVERHEAD_BYTES + 2L * parameter.getKey().length();
      bytes += parameter.getValue() instanceof String text ? 2L * text.length() : 0;
    }
    return bytes;
  }

  /** How much memory the tensors of an answer need. */
  static int contentBytes(List<Tensor> outputs) {
    return Math.toIntExact(outputs.stream().mapToLong(LocalEntry::aligned).sum());
  }

  /** Copies an answer into the memory of {@code lease}, which becomes the entry's. */
  static LocalEntry copyOf(
      CacheKey key, List<Tensor> outputs, Map<String, Object> parameters, Lease lease, long nowNs) {
    ByteBuffer memory = lease.view();
    List<Tensor> copies = new ArrayList<>(outputs.size());
    int from = 0;
    for (Tensor output : outputs) {
      ByteBuffer place = memory.slice(from, (int) output.bytes().size());
      output.bytes().copyTo(place.duplicate());
      copies.add(
          new Tensor(output.name(), output.type(), output.shape(), TensorBytes.ofSlices(place)));
      from += (int) aligned(output);
    }
    return new LocalEntry(key, new CachedAnswer(copies, parameters, lease), nowNs);
  }

  private static long aligned(Tensor tensor) {
    return BitUtil.align(tensor.bytes().size(), Long.BYTES);
  }

  CacheKey key() {
    return key;
  }

  Lease lease() {
    return answer.share();
  }

  /** For who has got a share of the lease. */
  CachedAnswer answer() {
    return answer;
  }

  List<Tensor> outputs() {
    return answer.outputs();
  }

  Map<String, Object> parameters() {
    return answer.parameters();
  }

  void usedNs(long nowNs) {
    usedNs = nowNs;
  }

  long rankNs() {
    return rankNs;
  }

  /** Whether it was used since it got its rank, and has another one now. */
  boolean rankAgain() {
    long lastNs = usedNs;
    boolean changed = lastNs != rankNs;
    rankNs = lastNs;
    return changed;
  }
}
