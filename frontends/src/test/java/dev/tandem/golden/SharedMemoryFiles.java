package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files behind shared memory regions; closing deletes those it wrote. */
final class SharedMemoryFiles implements AutoCloseable {
  static final Path OF_THIS_MACHINE = Path.of("/dev/shm");

  private final Path folder;
  private final Set<Path> written = ConcurrentHashMap.newKeySet();

  SharedMemoryFiles(Path folder) {
    this.folder = folder;
  }

  void prepare(SharedMemory memory) {
    for (SharedMemory.Region region : memory.setup()) {
      Path file = file(region.key());
      written.add(file);
      try {
        Files.write(file, region.content().toByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What is wrong with the memory after the answer, or null. */
  @Nullable String difference(SharedMemory memory) {
    SharedMemory.Check check = memory.check();
    if (check == null || read(check).equals(check.expected())) {
      return null;
    }
    return "shared memory " + check.key() + " holds other bytes";
  }

  private ByteString read(SharedMemory.Check check) {
    try (SeekableByteChannel channel = Files.newByteChannel(file(check.key()))) {
      channel.position(check.offset());
      ByteBuffer bytes = ByteBuffer.allocate(check.expected().size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return ByteString.copyFrom(bytes.flip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String key) {
    return folder.resolve(key.substring(1));
  }

  @Override
  public void close() {
    for (Path file : written) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
