package dev.tandem.grpc;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.ByteBudget;
import java.util.concurrent.Executor;

/**
 * What the calls of all methods draw on.
 *
 * @param unpacked how many bytes the compressed messages may unpack to that are in use
 * @param maxUnpackedBytes of one message that comes compressed
 * @param unread how many bytes the answers may have together that callers have not taken yet
 * @param workers for what takes too long on an event loop; may reject
 */
public record CallResources(
    ByteBudget unpacked, long maxUnpackedBytes, ByteBudget unread, Executor workers) {
  public CallResources {
    requireNonNull(unpacked, "unpacked");
    requireNonNull(unread, "unread");
    requireNonNull(workers, "workers");
    if (maxUnpackedBytes <= 0) {
      throw new IllegalArgumentException(
          "maxUnpackedBytes: " + maxUnpackedBytes + " (expected: > 0)");
    }
  }
}
