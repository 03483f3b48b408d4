package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets any thread end the run that is under way, and none that begins later. Runs are numbered:
 * even while one is under way, odd once it was told to end, negative between runs. The monitor is
 * taken only to tell a run to end and to take that back.
 */
final class Termination {
  private static final long NO_RUN = -1;

  private final OrtSession.RunOptions options;
  private final AtomicLong state = new AtomicLong(NO_RUN);
  private long run;

  Termination(OrtSession.RunOptions options) {
    this.options = options;
  }

  /** Called by the thread that runs, as is {@link #end}. */
  void begin() {
    state.setRelease(run);
  }

  void end() {
    if (!state.compareAndSet(run, NO_RUN)) {
      takeBack();
    }
    run += 2;
  }

  /** Ends the run that is under way when this is called, if there is one. */
  void terminate() {
    long underWay = state.get();
    if (underWay != NO_RUN && !isTold(underWay)) {
      tell(underWay);
    }
  }

  /** Whether the run under way was told to end. */
  boolean isTold() {
    return isTold(state.get());
  }

  private synchronized void tell(long underWay) {
    if (state.compareAndSet(underWay, underWay + 1)) {
      setTerminate(true);
    }
  }

  private synchronized void takeBack() {
    setTerminate(false);
    state.set(NO_RUN);
  }

  private void setTerminate(boolean terminate) {
    try {
      options.setTerminate(terminate);
    } catch (OrtException e) {
      throw OrtErrors.running(e);
    }
  }

  private static boolean isTold(long state) {
    return state >= 0 && (state & 1) == 1;
  }
}
