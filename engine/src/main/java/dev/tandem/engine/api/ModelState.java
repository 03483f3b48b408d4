package dev.tandem.engine.api;

/** Where a model version stands in its life. */
public enum ModelState {
  UNKNOWN,
  LOADING,
  READY,
  UNLOADING,
  UNAVAILABLE
}
