package dev.tandem.engine.warmup;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Warmup;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the inputs of warm-up samples, for one row each. */
final class SampleData {
  private static final long MAX_BYTES = 1L << 30;

  private final Path folder;

  /**
   * @param folder where the files that samples name lie
   */
  SampleData(Path folder) {
    this.folder = folder.normalize();
  }

  /** The bytes lie in a lease that is added to {@code leases}. */
  Tensor tensor(
      String name, Warmup.Input input, boolean hasRows, NativePool pool, List<Lease> leases)
      throws IOException {
    DataType type =
        input
            .type()
            .orElseThrow(
                () -> new ConfigException("warmup setting expects a data type for " + of(name)));
    Warmup.Data data =
        input
            .data()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "warmup setting expects " + of(name) + " to have input_data_type set"));
    long elements = elementCount(name, input.dims());
    ByteBuffer bytes =
        data instanceof Warmup.Data.File file
            ? read(name, file(name, file.name()), type, elements, pool, leases)
            : filled(name, type, elements, data, pool, leases);
    Shape shape = hasRows ? input.dims().withLeading(1) : input.dims();
    return new Tensor(name, type, shape, TensorBytes.wrap(bytes));
  }

  private static long elementCount(String name, Shape dims) {
    if (!dims.isFixed()) {
      throw new ConfigException(
          "warmup setting expects all variable-size dimensions are specified for " + of(name));
    }
    try {
      return dims.elementCount();
    } catch (ArithmeticException e) {
      throw new ConfigException(
          "warmup setting has dims " + dims + " for " + of(name) + ", which are too many elements",
          e);
    }
  }

  /** Strings are as many empty ones: random lengths would not be strings. */
  private static ByteBuffer filled(
      String name,
      DataType type,
      long elements,
      Warmup.Data data,
      NativePool pool,
      List<Lease> leases) {
    int elementBytes = type.isFixedSize() ? type.byteSize() : Integer.BYTES;
    ByteBuffer memory = lease(name, bytes(elements, elementBytes), pool, leases);
    if (data instanceof Warmup.Data.Random && type.isFixedSize()) {
      RandomElements.fill(memory, type);
    } else {
      Zeros.fill(memory);
    }
    return memory;
  }

  /** What is behind the elements of a file of fixed-size ones is not read. */
  private static ByteBuffer read(
      String name, Path file, DataType type, long elements, NativePool pool, List<Lease> leases)
      throws IOException {
    long found = Files.size(file);
    long wanted = type.isFixedSize() ? bytes(elements, type.byteSize()) : found;
    if (found < wanted) {
      throw new ConfigException(
          "warmup setting expects %d bytes for %s, file '%s' has %d"
              .formatted(wanted, of(name), file, found));
    }
    ByteBuffer memory = lease(name, wanted, pool, leases);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      int read = 0;
      while (read >= 0 && memory.hasRemaining()) {
        read = channel.read(memory);
      }
    }
    if (memory.hasRemaining()) {
      throw new ConfigException("warmup file '" + file + "' became shorter while it was read");
    }
    return memory.flip();
  }

  private Path file(String name, String given) {
    Path file = folder.resolve(given).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new ConfigException(
          "input_data_file '"
              + given
              + "' of warmup "
              + of(name)
              + " is outside of '"
              + folder
              + "'");
    }
    if (!Files.isRegularFile(file)) {
      throw new ConfigException("unable to open warmup file '" + file + "' of " + of(name));
    }
    return file;
  }

  private static long bytes(long elements, int elementBytes) {
    return elements > MAX_BYTES ? Long.MAX_VALUE : elements * elementBytes;
  }

  private static ByteBuffer lease(String name, long bytes, NativePool pool, List<Lease> leases) {
    if (bytes > MAX_BYTES) {
      throw new ConfigException(
          "warmup setting has more than " + MAX_BYTES + " bytes for " + of(name));
    }
    Lease lease = pool.lease((int) bytes);
    leases.add(lease);
    return lease.view();
  }

  private static String of(String input) {
    return "input '" + input + "'";
  }
}
