package dev.tandem.engine.gpu;

/** Page locks of the CUDA runtime that ONNX Runtime uses too. */
final class CudaPageLocks implements PageLocks {
  /** The pages count as locked for all GPUs, not only for the one of this thread. */
  private static final int PORTABLE = 1;

  private final NativeLibrary runtime;
  private final int gpu;

  /**
   * @param gpu whose context the runtime uses, and makes where there is none
   */
  CudaPageLocks(NativeLibrary runtime, int gpu) {
    this.runtime = runtime;
    this.gpu = gpu;
  }

  @Override
  public boolean lock(long address, long bytes) {
    return address != 0 && bytes > 0 && done("cudaHostRegister", address, bytes, PORTABLE);
  }

  @Override
  public void unlock(long address) {
    boolean unused = done("cudaHostUnregister", address);
  }

  private boolean done(String function, Object... arguments) {
    boolean done =
        runtime.call("cudaSetDevice", gpu) == 0 && runtime.call(function, arguments) == 0;
    if (!done) {
      // Else ONNX Runtime would find this failure on the same thread and take it for its own.
      int unused = runtime.call("cudaGetLastError");
    }
    return done;
  }
}
