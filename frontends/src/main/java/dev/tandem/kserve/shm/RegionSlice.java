package dev.tandem.kserve.shm;

import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;

/** Bytes within a region, and a share of it; whoever holds the slice closes it once. */
public final class RegionSlice implements AutoCloseable {
  private final SharedRegion region;
  private final long offset;
  private final long byteSize;

  /** Takes over a share of {@code region}. */
  RegionSlice(SharedRegion region, long offset, long byteSize) {
    this.region = region;
    this.offset = offset;
    this.byteSize = byteSize;
  }

  public long byteSize() {
    return byteSize;
  }

  /** Fills {@code target}, which is not larger than the slice. */
  void read(ByteBuffer target) {
    region.read(offset, target);
  }

  /** Writes {@code bytes}, which are not more than the slice has, from its beginning on. */
  public void write(TensorBytes bytes) {
    if (bytes.size() > byteSize) {
      throw new IllegalArgumentException(
          "bytes: " + bytes.size() + " (expected: <= " + byteSize + ")");
    }
    region.write(offset, bytes);
  }

  @Override
  public void close() {
    region.release();
  }
}
