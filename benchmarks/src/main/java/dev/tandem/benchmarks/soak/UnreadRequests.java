package dev.tandem.benchmarks.soak;

import java.io.IOException;

/** Sends on a thread of its own, since whoever does not read is stopped from writing sometime. */
final class UnreadRequests {
  private final Thread sender;

  UnreadRequests(HttpSocket socket, byte[] request, int count) {
    sender =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  socket.send(request, request.length);
                }
              } catch (IOException e) {
                // The connection was closed meanwhile, as is meant.
              }
            },
            "unread");
    sender.setDaemon(true);
    sender.start();
  }

  /** Waits until the connection is closed, or all was sent. */
  void await() {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
