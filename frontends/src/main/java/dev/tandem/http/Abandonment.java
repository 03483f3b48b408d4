package dev.tandem.http;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request up, whether or not another thread has submitted it by then. The event loop
 * abandons, the thread that parses submits; one of the two sees what the other wrote.
 */
public final class Abandonment {
  private volatile @Nullable InferCall call;
  private volatile @Nullable Reason reason;

  /** The first reason counts. */
  public void abandon(Reason why) {
    if (reason != null) {
      return;
    }
    reason = why;
    InferCall submitted = call;
    if (submitted != null) {
      submitted.cancel(why);
    }
  }

  public void submitted(InferCall submitted) {
    call = submitted;
    Reason why = reason;
    if (why != null) {
      submitted.cancel(why);
    }
  }
}
