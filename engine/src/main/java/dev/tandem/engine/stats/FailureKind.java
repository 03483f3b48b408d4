package dev.tandem.engine.stats;

/** Why requests that a model had taken failed, as metrics tell it. */
public enum FailureKind {
  /** Waited in the queue for longer than allowed. */
  REJECTED,
  CANCELED,
  /** The model failed while it ran. */
  BACKEND,
  OTHER
}
