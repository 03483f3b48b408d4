package dev.tandem.engine.cache;

import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Keeps answers for requests that come again; for any thread, and never blocks one. */
public interface AnswerCache extends AutoCloseable {
  /** Tells {@code asker} exactly once what is there for {@code key}, at once or later. */
  void lookup(CacheKey key, Asker asker);

  /**
   * Keeps a copy of an answer, made before this returns, or does not where there is no room for it.
   */
  void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters);

  /** Whether servers that know nothing of each other may use it together. */
  boolean isShared();

  /** Forgets all; nobody asks after that. */
  @Override
  void close();

  /**
   * Hears what is there, on the thread that asks or on one that it may make wait, which is no event
   * loop.
   */
  interface Asker {
    /** Hands over {@code answer}, whose share the receiver closes. */
    void found(CachedAnswer answer);

    void missed();
  }
}
