package dev.tandem.engine.gpu;

/** The system's loader of libraries, which looks where ONNX Runtime's own opens look. */
interface NativeLoader {
  /**
   * Opens one, or gives it again where it is open.
   *
   * @param library a name to look for, or the path of a file
   */
  Opening open(String library);

  /** What came of it. */
  sealed interface Opening {
    /** A library that stays open as long as the process. */
    record Opened(NativeLibrary library) implements Opening {}

    /** What the loader says instead, in its own words. */
    record Failed(String reason) implements Opening {}
  }
}
