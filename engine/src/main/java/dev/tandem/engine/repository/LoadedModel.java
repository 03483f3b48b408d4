package dev.tandem.engine.repository;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A model version in memory, with its runners, which serve it from {@link #start} on. */
public final class LoadedModel implements InferTarget {
  private static final int LEFT = -1;

  private final long version;
  private final ModelConfig config;
  private final WireSpecs specs;
  private final GraphView graphView;
  private final Map<String, List<String>> labels;
  private final Optional<?> companion;
  private final Runnable free;
  private final Scheduler scheduler;
  private final ModelCounters counters;

  /** How many ensembles may send it requests; {@link #LEFT} once none may any more. */
  private final AtomicInteger holders = new AtomicInteger();

  /**
   * @param free gives back what it runs on, once its scheduler has stopped
   */
  LoadedModel(
      long version,
      ModelConfig config,
      WireSpecs specs,
      WireSpecs graphSpecs,
      Map<String, List<String>> labels,
      Optional<?> companion,
      Runnable free,
      Scheduler scheduler,
      ModelCounters counters) {
    this.version = version;
    this.config = config;
    this.specs = specs;
    this.graphView = new GraphView(this, graphSpecs);
    this.labels = Map.copyOf(labels);
    this.companion = companion;
    this.free = free;
    this.scheduler = scheduler;
    this.counters = counters;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<ModelInputSpec> inputs() {
    return specs.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return specs.outputs();
  }

  @Override
  public List<String> labels(String output) {
    return labels.getOrDefault(output, List.of());
  }

  @Override
  public ModelStatistics statistics() {
    return counters.snapshot();
  }

  @Override
  public ServedModel graphView() {
    return graphView;
  }

  @Override
  public boolean isGraphView() {
    return false;
  }

  @Override
  public <T> Optional<T> companion(Class<T> type) {
    return companion.isPresent() && type.isInstance(companion.get())
        ? Optional.of(type.cast(companion.get()))
        : Optional.empty();
  }

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    return scheduler.submit(request, sink);
  }

  /**
   * Starts its runners, with the priority of the calling thread; where that fails, {@link #close}
   * frees it all the same.
   */
  void start() {
    scheduler.start();
  }

  /**
   * An ensemble is made of it, and calls {@link #letGo} once it has no more requests for it; false
   * where it is being freed already.
   */
  boolean hold() {
    return holders.getAndUpdate(count -> count == LEFT ? LEFT : count + 1) != LEFT;
  }

  void letGo() {
    holders.decrementAndGet();
  }

  /** Whether an ensemble may still send it requests. */
  boolean isHeld() {
    return holders.get() > 0;
  }

  /** Lets no ensemble hold it from here on; false where one does. */
  boolean refuseHolders() {
    return holders.compareAndSet(0, LEFT);
  }

  /** Requests that were taken and not yet answered. */
  long requestsInside() {
    return scheduler.requestsInside();
  }

  /** Requests that were ever taken. */
  long requestsTaken() {
    return scheduler.requestsTaken();
  }

  /**
   * Lets no sequence begin from here on, and waits until those that are open have ended; false
   * where the time ran out first.
   */
  boolean endSequences(long timeoutNs) {
    return scheduler.endSequences(timeoutNs);
  }

  /** Refuses new requests from here on. */
  void refuseNew() {
    scheduler.refuseNew();
  }

  /**
   * Waits for the requests inside and frees the model; false where the time ran out first, and then
   * it stays as it is.
   */
  boolean close(long timeoutNs) {
    if (!scheduler.stop(timeoutNs)) {
      return false;
    }
    free.run();
    return true;
  }
}
