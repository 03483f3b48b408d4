package dev.tandem.engine.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;

/**
 * The bytes of one tensor in order, as one run of memory or as several. It borrows them: they
 * belong to the request or response that the tensor is a part of.
 */
public final class TensorBytes {
  public static final TensorBytes EMPTY =
      new TensorBytes(new ByteBuffer[] {ByteBuffer.allocateDirect(0)}, 0);

  private final ByteBuffer[] runs;
  private final long size;

  private TensorBytes(ByteBuffer[] runs, long size) {
    this.runs = runs;
    this.size = size;
  }

  /** Borrows what remains of {@code run}. */
  public static TensorBytes wrap(ByteBuffer run) {
    return new TensorBytes(
        new ByteBuffer[] {run.slice().order(ByteOrder.LITTLE_ENDIAN)}, run.remaining());
  }

  /** Borrows what remains of each run. */
  public static TensorBytes wrap(List<ByteBuffer> runs) {
    if (runs.isEmpty()) {
      return EMPTY;
    }
    ByteBuffer[] slices = new ByteBuffer[runs.size()];
    long size = 0;
    for (int i = 0; i < slices.length; i++) {
      slices[i] = runs.get(i).slice().order(ByteOrder.LITTLE_ENDIAN);
      size += slices[i].remaining();
    }
    return new TensorBytes(slices, size);
  }

  /** Borrows all of each slice; the slices themselves become this object's own. */
  public static TensorBytes ofSlices(ByteBuffer... slices) {
    long size = 0;
    for (ByteBuffer slice : slices) {
      slice.order(ByteOrder.LITTLE_ENDIAN);
      size += slice.capacity();
    }
    return new TensorBytes(slices, size);
  }

  public long size() {
    return size;
  }

  public int runCount() {
    return runs.length;
  }

  /** A view of one run with a position of its own. */
  public ByteBuffer run(int index) {
    return runs[index].duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether the backend can read these bytes where they are. */
  public boolean isOneNativeRun() {
    return runs.length == 1 && runs[0].isDirect();
  }

  /** Where the bytes begin, if they are one native run. */
  public long address() {
    if (!isOneNativeRun()) {
      throw new IllegalStateException("bytes: not one native run");
    }
    return BufferUtil.address(runs[0]);
  }

  /** Appends all bytes to {@code target}. */
  public void copyTo(ByteBuffer target) {
    for (ByteBuffer run : runs) {
      int bytes = run.capacity();
      target.put(target.position(), run, 0, bytes);
      target.position(target.position() + bytes);
    }
  }

  /** Borrows {@code size} of these bytes from {@code from} on. */
  public TensorBytes slice(long from, long size) {
    if (from < 0 || size < 0 || from > this.size - size) {
      throw new IndexOutOfBoundsException(
          "slice: " + size + " bytes from " + from + " (expected: within " + this.size + ")");
    }
    if (runs.length == 1) {
      return new TensorBytes(new ByteBuffer[] {part(runs[0], from, size)}, size);
    }
    List<ByteBuffer> parts = new ArrayList<>();
    long skip = from;
    long left = size;
    for (ByteBuffer run : runs) {
      long taken = Math.min(left, run.remaining() - skip);
      if (taken > 0) {
        parts.add(part(run, skip, taken));
        left -= taken;
      }
      skip = Math.max(0, skip - run.remaining());
    }
    return wrap(parts);
  }

  private static ByteBuffer part(ByteBuffer run, long from, long size) {
    return run.slice((int) from, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Borrows the bytes of all {@code parts}, one after the other. */
  public static TensorBytes concat(List<TensorBytes> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<ByteBuffer> runs = new ArrayList<>();
    for (TensorBytes part : parts) {
      for (ByteBuffer run : part.runs) {
        if (run.hasRemaining()) {
          runs.add(run);
        }
      }
    }
    return wrap(runs);
  }

  /** All bytes as one readable buffer; copies only where there are several runs. */
  public ByteBuffer asOneRun() {
    if (runs.length == 1) {
      return run(0);
    }
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    copyTo(whole);
    return whole.flip();
  }
}
