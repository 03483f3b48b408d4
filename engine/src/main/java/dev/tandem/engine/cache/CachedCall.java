package dev.tandem.engine.cache;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.schedule.AnswerOrder;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.schedule.FailureKinds;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.stats.TimesListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that is looked up first. Whoever ends the lookup, the cache or the caller that gives
 * up, moves its state on, and does alone what follows; the model's scheduler answers it after that.
 */
final class CachedCall implements InferCall, AnswerCache.Asker, ResponseSink, TimesListener {
  private static final Logger logger = LoggerFactory.getLogger(CachedCall.class);
  private static final AtomicIntegerFieldUpdater<CachedCall> STATE =
      AtomicIntegerFieldUpdater.newUpdater(CachedCall.class, "state");
  private static final int LOOKING = 0;
  private static final int AT_MODEL = 1;
  private static final int ANSWERED = 2;

  /** Before it is looked up, where its inputs are read on another thread. */
  private static final int HASHING = 3;

  private final CachingScheduler scheduler;
  private final InferRequest request;
  private final ResponseSink sink;
  private final AnswerOrder.@Nullable Ticket place;
  private final long arrivedNs;
  private volatile int state;
  private volatile @Nullable InferCall atModel;
  private volatile @Nullable Reason givenUpFor;

  /** What to keep its answer under; nothing where it is not to be kept. */
  private @Nullable CacheKey key;

  private long lookupNs;

  /**
   * @param place where its answer waits for those before it; nothing where it need not
   */
  CachedCall(
      CachingScheduler scheduler,
      InferRequest request,
      ResponseSink sink,
      AnswerOrder.@Nullable Ticket place) {
    this.scheduler = scheduler;
    this.request = request;
    this.sink = sink;
    this.place = place;
    arrivedNs = scheduler.clock.nanoTime();
  }

  void start() {
    long bytes = LargeKeys.bytesOf(request);
    if (bytes < LargeKeys.LARGE_BYTES) {
      lookUp(hash());
      return;
    }
    state = HASHING;
    if (!scheduler.largeKeys.offer(bytes, this::lookUpLarge)) {
      state = LOOKING;
      missed();
    }
  }

  /** Its inputs are read until here, so that who gives it up meanwhile leaves that to this. */
  private void lookUpLarge() {
    CacheKey made = hash();
    state = LOOKING;
    Reason reason = givenUpFor;
    if (reason == null) {
      lookUp(made);
    } else {
      cancel(reason);
    }
  }

  private @Nullable CacheKey hash() {
    try {
      return scheduler.keyOf(request);
    } catch (RuntimeException | Error e) {
      logger.error("model '{}': a request has no key", request.model().name(), e);
      return null;
    }
  }

  private void lookUp(@Nullable CacheKey made) {
    key = made;
    if (made == null) {
      missed();
      return;
    }
    try {
      scheduler.cache.lookup(made, this);
    } catch (RuntimeException | Error e) {
      logger.error("model '{}': the response cache failed", request.model().name(), e);
      missed();
    }
  }

  @Override
  public void found(CachedAnswer answer) {
    if (!STATE.compareAndSet(this, LOOKING, ANSWERED)) {
      answer.share().close();
      return;
    }
    try {
      Callers.release(request);
      give(answer);
    } catch (RuntimeException | Error e) {
      logger.error("model '{}': an answer of the cache was lost", request.model().name(), e);
      answer.share().close();
      key = null;
      scheduler.counters.failed(FailureKind.OTHER, arrivedNs, scheduler.clock.nanoTime());
      onFailure(new ServingException(Reason.INTERNAL, "internal error: " + e, e));
    } finally {
      scheduler.lookedUp();
    }
  }

  private void give(CachedAnswer answer) {
    InferResponse response =
        new InferResponse(
            request.model(),
            request.id(),
            answer.outputs(),
            List.of(answer.share()),
            answer.parameters());
    if (sink instanceof TimesListener listener) {
      listener.onTimes(arrivedNs, new PhaseTimes(arrivedNs, arrivedNs, arrivedNs, arrivedNs));
    }
    scheduler.answeredHere();
    scheduler.counters.cacheHit(arrivedNs, scheduler.clock.nanoTime());
    inOrder(() -> Callers.answer(request, sink, response, true));
  }

  @Override
  public void missed() {
    if (!STATE.compareAndSet(this, LOOKING, AT_MODEL)) {
      return;
    }
    try {
      lookupNs = scheduler.clock.nanoTime() - arrivedNs;
      InferCall call = scheduler.inner.submit(request, this);
      atModel = call;
      Reason reason = givenUpFor;
      if (reason != null) {
        call.cancel(reason);
      }
    } finally {
      scheduler.lookedUp();
    }
  }

  @Override
  public void cancel(Reason reason) {
    givenUpFor = reason;
    if (STATE.compareAndSet(this, LOOKING, ANSWERED)) {
      try {
        Callers.release(request);
        scheduler.counters.failed(FailureKinds.of(reason), arrivedNs, scheduler.clock.nanoTime());
        onFailure(new ServingException(reason, ""));
      } finally {
        scheduler.lookedUp();
      }
      return;
    }
    if (state != AT_MODEL) {
      return;
    }
    InferCall call = atModel;
    if (call != null) {
      call.cancel(reason);
    }
  }

  @Override
  public void onTimes(long enteredNs, PhaseTimes times) {
    if (sink instanceof TimesListener listener) {
      listener.onTimes(enteredNs, times);
    }
  }

  @Override
  public void onResponse(InferResponse response, boolean last) {
    if (last) {
      insert(response);
      inOrder(() -> Callers.answer(request, sink, response, true));
    } else {
      key = null;
      Callers.answer(request, sink, response, false);
    }
  }

  private void insert(InferResponse response) {
    CacheKey made = key;
    if (made == null) {
      return;
    }
    long startNs = scheduler.clock.nanoTime();
    try {
      scheduler.cache.insert(made, response.outputs(), response.parameters());
    } catch (RuntimeException | Error e) {
      logger.error("model '{}': an answer was not kept", request.model().name(), e);
    }
    scheduler.counters.cacheMiss(lookupNs);
    scheduler.counters.cacheInserted(lookupNs, scheduler.clock.nanoTime() - startNs);
  }

  /** As without a cache, only what became of a run waits for its turn. */
  @Override
  public void onFailure(ServingException failure) {
    if (isOfRun(failure.reason())) {
      if (key != null) {
        scheduler.counters.cacheMiss(lookupNs);
      }
      inOrder(() -> Callers.fail(request, sink, failure));
    } else {
      Callers.fail(request, sink, failure);
      inOrder(() -> {});
    }
  }

  /** Whether the model ran; what it refuses is no miss, nor is what nobody waited for. */
  private static boolean isOfRun(Reason reason) {
    return reason == Reason.INTERNAL || FailureKinds.of(reason) == FailureKind.BACKEND;
  }

  /** Answers where those that came before have their answers. */
  private void inOrder(Runnable answer) {
    if (scheduler.order == null || place == null) {
      answer.run();
    } else {
      place.add(answer);
      scheduler.order.complete(place);
    }
  }
}
