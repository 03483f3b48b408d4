package dev.tandem.tfserving.warmup;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads the records of a TFRecord file in their order, each checked against its checksums. */
final class TfRecordFile implements AutoCloseable {
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
  private static final int FOOTER_BYTES = Integer.BYTES;
  private static final int MAX_RECORD_BYTES = 1 << 28;
  private static final int MASK = 0xa282ead8;

  private final SeekableByteChannel channel;

  private TfRecordFile(SeekableByteChannel channel) {
    this.channel = channel;
  }

  static TfRecordFile open(Path file) throws IOException {
    return new TfRecordFile(Files.newByteChannel(file));
  }

  /** The next record, or nothing at the end of the file. */
  Optional<byte[]> next() throws IOException {
    long start = channel.position();
    if (start >= channel.size()) {
      return Optional.empty();
    }
    byte[] header = read(HEADER_BYTES, start);
    long length = littleEndian(header).getLong();
    if (littleEndian(header).getInt(Long.BYTES) != checksum(header, Long.BYTES)) {
      throw dataLoss("corrupted", start);
    }
    if (length < 0 || length > channel.size() - channel.position() - FOOTER_BYTES) {
      throw dataLoss("truncated", start);
    }
    if (length > MAX_RECORD_BYTES) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "warmup record at "
              + start
              + ": "
              + length
              + " bytes (expected: at most "
              + MAX_RECORD_BYTES
              + ")");
    }
    byte[] record = read((int) length, start);
    if (littleEndian(read(FOOTER_BYTES, start)).getInt() != checksum(record, record.length)) {
      throw dataLoss("corrupted", start);
    }
    return Optional.of(record);
  }

  private byte[] read(int length, long recordStart) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    int read = 0;
    while (read >= 0 && target.hasRemaining()) {
      read = channel.read(target);
    }
    if (target.hasRemaining()) {
      throw dataLoss("truncated", recordStart);
    }
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** TFRecord's masked CRC-32C of the first {@code length} bytes. */
  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static ServingException dataLoss(String how, long recordStart) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        how
            + " record at "
            + recordStart
            + ". Please verify your warmup data is in TFRecord format.");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
