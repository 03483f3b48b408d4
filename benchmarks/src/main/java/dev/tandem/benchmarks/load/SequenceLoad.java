package dev.tandem.benchmarks.load;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Unary gRPC calls of sequences that take turns and are all open as long as this is: each has one
 * request in flight at most.
 */
public final class SequenceLoad implements Load {
  private static final Duration ONCE_AT_MOST = Duration.ofSeconds(60);

  private final GrpcLoad calls;
  private final List<SequenceMessages> sequences;
  private final Requests next;

  /** Begins all sequences; throws unless the method answers each of them well. */
  public SequenceLoad(
      int port,
      String method,
      List<SequenceMessages> sequences,
      int connections,
      int perConnection) {
    if (sequences.size() < connections * perConnection) {
      throw new IllegalArgumentException(
          "sequences: %d (expected: >= %d, one for each caller)"
              .formatted(sequences.size(), connections * perConnection));
    }
    this.sequences = List.copyOf(sequences);
    next = TurnRequests.roundAndRound(messages(SequenceMessages::next));
    byte[] sample = sequences.get(0).first().toByteArray();
    calls = new GrpcLoad(port, method, sample, connections, perConnection);
    try {
      sendOnce(SequenceMessages::first);
    } catch (RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  /** Begins the first sequence anew. */
  @Override
  public byte[] ask() {
    return calls.ask();
  }

  @Override
  public LoadRun run(Duration duration) {
    return calls.run(next, duration);
  }

  /** Ends all sequences. */
  @Override
  public void close() {
    try {
      sendOnce(SequenceMessages::last);
    } finally {
      calls.close();
    }
  }

  private void sendOnce(Function<SequenceMessages, ByteString> which) {
    LoadRun run = calls.run(TurnRequests.eachOnce(messages(which)), ONCE_AT_MOST);
    if (run.latencies().count() < sequences.size()) {
      throw new IllegalStateException(
          "sequences: %d of %d were answered well"
              .formatted(run.latencies().count(), sequences.size()));
    }
  }

  private List<ByteBuf> messages(Function<SequenceMessages, ByteString> which) {
    return sequences.stream()
        .map(each -> GrpcConnection.message(which.apply(each).toByteArray()))
        .toList();
  }
}
