package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Gathers an answer. A short one stays on the heap; a long one goes to native memory piece by
 * piece, so that no buffer has to grow and the transport takes it as it is.
 */
final class AnswerRuns implements AutoCloseable {
  /** A piece that the caches of a core hold. */
  private static final int PIECE_BYTES = 64 * 1024;

  /** Below this, bytes are cheaper to copy than to be sent as a run of their own. */
  private static final int COPIED_BYTES = 32 * 1024;

  private final NativePool pool;
  private final ByteSink sink;
  private final List<ByteBuffer> runs = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();
  private long moved;

  AnswerRuns(NativePool pool, long expectedBytes) {
    this.pool = pool;
    this.sink = new ByteSink((int) Math.min(expectedBytes, PIECE_BYTES + PIECE_BYTES / 8));
  }

  /** Where text is written to; to be followed by {@link #move} now and then. */
  ByteSink sink() {
    return sink;
  }

  long length() {
    return moved + sink.length();
  }

  /** Takes the text written so far out of the way, once it is long enough. */
  void move() {
    if (sink.length() >= PIECE_BYTES) {
      moveAll();
    }
  }

  private void moveAll() {
    if (sink.length() == 0) {
      return;
    }
    Lease lease = pool.lease(sink.length());
    leases.add(lease);
    add(lease.view().put(sink.array(), 0, sink.length()).flip());
    sink.length(0);
  }

  private void add(ByteBuffer run) {
    runs.add(run);
    moved += run.remaining();
  }

  /** Appends bytes that stay where they are if they are many; false if they were copied. */
  boolean append(TensorBytes bytes) {
    boolean borrows = bytes.size() > COPIED_BYTES;
    for (int i = 0; i < bytes.runCount(); i++) {
      ByteBuffer run = bytes.run(i);
      if (borrows && run.isDirect()) {
        moveAll();
        add(run);
      } else {
        copy(run);
      }
    }
    return borrows;
  }

  private void copy(ByteBuffer run) {
    while (run.hasRemaining()) {
      int count = Math.min(run.remaining(), PIECE_BYTES);
      sink.ensure(count);
      run.get(sink.array(), sink.length(), count);
      sink.length(sink.length() + count);
      move();
    }
  }

  /** The answer, which also owns {@code borrowed}; this is not to be used after it. */
  EncodedAnswer finish(int jsonLength, List<? extends AutoCloseable> borrowed) {
    int length = Math.toIntExact(length());
    if (runs.isEmpty()) {
      runs.add(ByteBuffer.wrap(sink.array(), 0, sink.length()));
    } else {
      moveAll();
    }
    List<AutoCloseable> held = new ArrayList<>(leases);
    held.addAll(borrowed);
    return new EncodedAnswer(runs, jsonLength, length, held);
  }

  /** Gives back what an answer that did not come about holds. */
  @Override
  public void close() {
    CloseHelper.closeAll(leases);
  }
}
