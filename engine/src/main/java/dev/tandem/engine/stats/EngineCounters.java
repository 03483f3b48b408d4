package dev.tandem.engine.stats;

/** What is counted of all models together, those that are gone included. */
public record EngineCounters(BatchingCounters batching, LoadCounters loads) {
  public EngineCounters() {
    this(new BatchingCounters(), new LoadCounters());
  }
}
