package dev.tandem.server;

/** Who decides which models of the repositories are served. */
public enum ControlMode {
  /** All are loaded at the start and stay. */
  NONE,
  /** The folders do: they are looked at again and again. */
  POLL,
  /** Clients do. */
  EXPLICIT
}
