package dev.tandem.kserve.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * An answer as it goes out: runs of memory, one behind the other. Whoever sends it closes it once
 * they are written.
 *
 * @param runs one on the heap, or any number of native ones
 * @param jsonLength how many of the bytes are JSON
 */
public record EncodedAnswer(
    List<ByteBuffer> runs, int jsonLength, int length, List<? extends AutoCloseable> held)
    implements AutoCloseable {
  public EncodedAnswer {
    runs = List.copyOf(runs);
    held = List.copyOf(held);
  }

  /** Outputs without elements do not make an answer binary. */
  public boolean hasBinary() {
    return length > jsonLength;
  }

  @Override
  public void close() {
    CloseHelper.closeAll(held);
  }
}
