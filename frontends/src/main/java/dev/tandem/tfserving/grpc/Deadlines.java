package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.RequestOptions;
import java.util.Map;

/** Until when callers wait, as requests to the engine say it. */
final class Deadlines {
  private Deadlines() {}

  static RequestOptions options(long deadlineNs) {
    return deadlineNs == RequestOptions.NO_DEADLINE
        ? RequestOptions.NONE
        : new RequestOptions(0, 0, deadlineNs, Map.of());
  }
}
