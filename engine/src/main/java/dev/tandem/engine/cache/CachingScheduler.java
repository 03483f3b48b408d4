package dev.tandem.engine.cache;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.schedule.AnswerOrder;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.schedule.InFlight;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/** Asks the cache before the scheduler of a model, and keeps what that one answers. */
public final class CachingScheduler implements Scheduler {
  final Scheduler inner;
  final AnswerCache cache;
  final LargeKeys largeKeys;
  final ModelCounters counters;
  final NanoClock clock;
  final @Nullable AnswerOrder order;
  private final int mostInOrder;
  private final boolean sequencesMatter;
  private final byte[] prefix;
  private final InFlight lookups = new InFlight();
  private final LongAdder hits = new LongAdder();

  /**
   * What the answers that it keeps are answers of.
   *
   * @param load differs wherever equal requests may be answered differently
   * @param ordered whether answers come in the order of their requests
   * @param sequencesMatter whether the place of a request in a sequence may change its answer
   */
  public record Subject(
      String model, long version, String load, boolean ordered, boolean sequencesMatter) {
    private byte[] toBytes() {
      byte[] name = model.getBytes(StandardCharsets.UTF_8);
      byte[] ofLoad = load.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Integer.BYTES + name.length + Long.BYTES + ofLoad.length)
          .putInt(name.length)
          .put(name)
          .putLong(version)
          .put(ofLoad)
          .array();
    }
  }

  /**
   * What all models work with.
   *
   * @param mostInOrder requests to one of them whose answers may wait for each other
   */
  public record Parts(AnswerCache cache, LargeKeys largeKeys, int mostInOrder, NanoClock clock) {}

  public CachingScheduler(Scheduler inner, Subject subject, Parts parts, ModelCounters counters) {
    this.inner = inner;
    this.counters = counters;
    cache = parts.cache();
    largeKeys = parts.largeKeys();
    clock = parts.clock();
    order = subject.ordered() ? new AnswerOrder() : null;
    mostInOrder = parts.mostInOrder();
    sequencesMatter = subject.sequencesMatter();
    prefix = subject.toBytes();
    counters.answersAreKept();
  }

  @Override
  public void start() {
    inner.start();
  }

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    if (!lookups.enter()) {
      Callers.refuse(request, sink, InFlight.stopping());
      return InferCall.ANSWERED;
    }
    AnswerOrder.Ticket place = order == null ? null : order.issue(mostInOrder);
    if (order != null && place == null) {
      Callers.refuse(
          request, sink, new ServingException(Reason.QUEUE_FULL, "Exceeds maximum queue size"));
      lookups.leave();
      return InferCall.ANSWERED;
    }
    CachedCall call = new CachedCall(this, request, sink, place);
    if (sequencesMatter && !request.options().sequence().equals(SequencePlace.NONE)) {
      call.missed();
    } else {
      call.start();
    }
    return call;
  }

  CacheKey keyOf(InferRequest request) {
    return RequestHash.of(prefix, request);
  }

  /** A request was answered without the model. */
  void answeredHere() {
    hits.increment();
  }

  /** A request is answered, or the model's own scheduler has it. */
  void lookedUp() {
    lookups.leave();
  }

  @Override
  public long requestsInside() {
    return lookups.count() + inner.requestsInside();
  }

  @Override
  public long requestsTaken() {
    return hits.sum() + inner.requestsTaken();
  }

  @Override
  public boolean endSequences(long timeoutNs) {
    return inner.endSequences(timeoutNs);
  }

  /** Those that are being looked up may still go on to the model. */
  @Override
  public void refuseNew() {
    lookups.close();
    if (lookups.count() == 0) {
      inner.refuseNew();
    }
  }

  @Override
  public boolean stop(long timeoutNs) {
    lookups.close();
    long deadlineNs = clock.nanoTime() + timeoutNs;
    try {
      return lookups.awaitDrained(timeoutNs)
          && inner.stop(Math.max(0, deadlineNs - clock.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
