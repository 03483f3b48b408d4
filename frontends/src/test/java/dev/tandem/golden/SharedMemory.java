package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shared memory a case needs before it is sent, and what must stand there afterwards. */
record SharedMemory(List<Region> setup, @Nullable Check check) {
  static final SharedMemory NONE = new SharedMemory(List.of(), null);

  SharedMemory {
    setup = List.copyOf(setup);
  }

  /** A region to write, named as {@code shm_open} names it: with a leading slash. */
  record Region(String key, ByteString content) {}

  /** The bytes that the server must have written. */
  record Check(String key, long offset, ByteString expected) {}
}
