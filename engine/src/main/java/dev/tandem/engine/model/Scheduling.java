package dev.tandem.engine.model;

/** How the requests of a model are brought together for execution. */
public sealed interface Scheduling
    permits Scheduling.None, DynamicBatching, SequenceBatching, Ensemble {

  /** Each request is executed on its own. */
  record None() implements Scheduling {}

  Scheduling NONE = new None();
}
