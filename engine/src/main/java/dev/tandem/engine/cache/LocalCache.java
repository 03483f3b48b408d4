package dev.tandem.engine.cache;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache in this process's native memory, bounded in bytes; what was used longest ago goes
 * first. A hit takes no lock: it notes the time in the entry, and only who needs room sorts entries
 * by it. An entry that answers still borrow counts until they are written.
 */
public final class LocalCache implements AnswerCache {
  private static final Logger logger = LoggerFactory.getLogger(LocalCache.class);

  private final Map<CacheKey, LocalEntry> entries = new ConcurrentHashMap<>();
  private final PriorityQueue<LocalEntry> byUse =
      new PriorityQueue<>(Comparator.comparingLong(LocalEntry::rankNs));
  private final ByteBudget budget;

  /** What of the budget the JVM turned out not to have. */
  private final AtomicLong withheld = new AtomicLong();

  private final NativePool pool;
  private final NanoClock clock;

  /**
   * @param bytes that entries may take together, with what it costs to keep them
   * @param pool counts the memory that is lent
   */
  public LocalCache(long bytes, NativePool pool, NanoClock clock) {
    budget = new ByteBudget(bytes);
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public void lookup(CacheKey key, Asker asker) {
    LocalEntry entry = entries.get(key);
    if (entry == null || !entry.lease().tryShare()) {
      asker.missed();
      return;
    }
    entry.usedNs(clock.nanoTime());
    asker.found(entry.answer());
  }

  @Override
  public void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {
    long bytes = LocalEntry.bytesOf(outputs, parameters);
    if (bytes > budget.capacity()
        || bytes > Integer.MAX_VALUE
        || entries.containsKey(key)
        || !reserve(bytes)) {
      return;
    }
    ByteBuffer memory;
    try {
      memory = ByteBuffer.allocateDirect(LocalEntry.contentBytes(outputs));
    } catch (OutOfMemoryError e) {
      budget.release(bytes);
      growNoMore();
      return;
    }
    Lease lease = pool.adopt(memory, () -> free(memory, bytes));
    LocalEntry entry;
    try {
      entry = LocalEntry.copyOf(key, outputs, parameters, lease, clock.nanoTime());
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
    if (entries.putIfAbsent(key, entry) == null) {
      synchronized (byUse) {
        byUse.add(entry);
      }
    } else {
      entry.lease().close();
    }
  }

  private void free(ByteBuffer memory, long bytes) {
    BufferUtil.free(memory);
    budget.release(bytes);
  }

  /** Makes room, but never throws out more than the newcomer needs for what others still borrow. */
  private boolean reserve(long bytes) {
    synchronized (byUse) {
      long evictedBytes = 0;
      while (!budget.tryReserve(bytes)) {
        LocalEntry oldest = evictedBytes < bytes ? leastRecentlyUsed() : null;
        if (oldest == null) {
          return false;
        }
        evictedBytes += LocalEntry.bytesOf(oldest.outputs(), oldest.parameters());
        entries.remove(oldest.key());
        oldest.lease().close();
      }
      return true;
    }
  }

  /** Each further try would make the JVM collect garbage and wait for it, on a model's thread. */
  private void growNoMore() {
    long rest = budget.capacity() - budget.reserved();
    if (rest > 0 && budget.tryReserve(rest)) {
      withheld.addAndGet(rest);
      logger.warn(
          "response cache: the JVM has no more memory for it, it stays at {} of {} bytes; see"
              + " -XX:MaxDirectMemorySize",
          bytes(),
          budget.capacity());
    }
  }

  private @Nullable LocalEntry leastRecentlyUsed() {
    LocalEntry first = byUse.poll();
    while (first != null && first.rankAgain()) {
      byUse.add(first);
      first = byUse.poll();
    }
    return first;
  }

  /** Bytes that entries take now. */
  public long bytes() {
    return budget.reserved() - withheld.get();
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public void close() {
    synchronized (byUse) {
      byUse.forEach(entry -> entry.lease().close());
      byUse.clear();
      entries.clear();
    }
  }
}
