package dev.tandem.engine.repository;

/** Who says which models of the repositories serve. */
public enum ControlMode {
  /** All do, as they are at the start. */
  NONE,
  /** All do, as they are on disk. */
  POLL,
  /** Clients say. */
  EXPLICIT
}
