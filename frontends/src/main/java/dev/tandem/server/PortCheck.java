package dev.tandem.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds two flags that ask for one port, which would look like a port that another process holds.
 */
final class PortCheck {
  private PortCheck() {}

  static Listeners distinct(Listeners listeners) throws StartFailure {
    List<Map.Entry<String, ListenerOptions>> seen = new ArrayList<>();
    for (var listener :
        List.of(
            Map.entry(ServeFlags.HTTP_PORT.name(), listeners.http()),
            Map.entry(ServeFlags.GRPC_PORT.name(), listeners.grpc()),
            Map.entry(ServeFlags.METRICS_PORT.name(), listeners.metrics()),
            Map.entry(ServeFlags.TF_GRPC_PORT.name(), listeners.tfGrpc()),
            Map.entry(ServeFlags.TF_HTTP_PORT.name(), listeners.tfHttp()))) {
      for (var earlier : seen) {
        if (listener.getValue().collidesWith(earlier.getValue())) {
          throw new StartFailure(
              "%s and %s: both %d (expected: a port for each)"
                  .formatted(earlier.getKey(), listener.getKey(), listener.getValue().port()),
              1);
        }
      }
      seen.add(listener);
    }
    return listeners;
  }
}
