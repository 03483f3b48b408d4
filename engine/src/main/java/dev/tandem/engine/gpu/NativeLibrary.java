package dev.tandem.engine.gpu;

/** An open library's functions. */
interface NativeLibrary {
  boolean has(String function);

  /**
   * Calls a function that gives an {@code int}.
   *
   * @param arguments integers of the width that the function takes, and direct buffers for what it
   *     writes
   */
  int call(String function, Object... arguments);
}
