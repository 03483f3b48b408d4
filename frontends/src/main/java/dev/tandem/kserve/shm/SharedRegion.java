package dev.tandem.kserve.shm;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A region and its open file, which is closed once neither the registry nor a request has a share.
 * It is read and written by position and never mapped: touching mapped memory that its owner has
 * cut off ends the process.
 */
final class SharedRegion {
  private static final Logger logger = LoggerFactory.getLogger(SharedRegion.class);

  /** The channel copies what lies on the heap to native memory that its thread keeps. */
  private static final int HEAP_PIECE_BYTES = 64 * 1024;

  private final RegionInfo info;
  private final FileChannel file;
  private final AtomicInteger shares = new AtomicInteger(1);

  SharedRegion(RegionInfo info, FileChannel file) {
    this.info = info;
    this.file = file;
  }

  RegionInfo info() {
    return info;
  }

  /** Takes a share, to be given back with {@link #release}; false where the last is gone. */
  boolean tryShare() {
    return shares.getAndUpdate(held -> held > 0 ? held + 1 : held) > 0;
  }

  void release() {
    if (shares.decrementAndGet() == 0) {
      try {
        file.close();
      } catch (IOException e) {
        logger.warn("shared memory region '{}' could not be closed", info.name(), e);
      }
    }
  }

  /** Fills {@code target}, on whatever thread: the file is memory, so that this only copies. */
  void read(long from, ByteBuffer target) {
    long position = info.offset() + from;
    try {
      while (target.hasRemaining()) {
        int count = file.read(target, position);
        if (count < 0) {
          throw hasShrunk();
        }
        position += count;
      }
    } catch (IOException e) {
      throw failed("could not be read", e);
    }
  }

  /** Writes all {@code bytes}, on whatever thread: the file is memory, so that this only copies. */
  void write(long to, TensorBytes bytes) {
    long position = info.offset() + to;
    try {
      // Writing behind its end would make the file longer again, where nobody wants it to be.
      if (file.size() < position + bytes.size()) {
        throw hasShrunk();
      }
      for (int i = 0; i < bytes.runCount(); i++) {
        position = write(position, bytes.run(i));
      }
    } catch (IOException e) {
      throw failed("could not be written", e);
    }
  }

  private long write(long to, ByteBuffer run) throws IOException {
    long position = to;
    int end = run.limit();
    while (run.position() < end) {
      int left = end - run.position();
      run.limit(run.position() + (run.isDirect() ? left : Math.min(left, HEAP_PIECE_BYTES)));
      position += file.write(run, position);
    }
    return position;
  }

  private ServingException hasShrunk() {
    return new ServingException(
        Reason.SHARED_MEMORY_FAILED,
        "shared memory region '" + info.name() + "' is smaller than it was when it was registered");
  }

  private ServingException failed(String what, IOException why) {
    return new ServingException(
        Reason.SHARED_MEMORY_FAILED,
        "shared memory region '" + info.name() + "' " + what + ": " + why.getMessage(),
        why);
  }
}
