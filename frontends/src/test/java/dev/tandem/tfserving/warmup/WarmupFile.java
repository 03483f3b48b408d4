package dev.tandem.tfserving.warmup;

import dev.tandem.proto.tfserving.PredictionLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a warm-up file in the making. */
final class WarmupFile {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WarmupFile record(PredictionLog log) {
    return record(log.toByteArray());
  }

  WarmupFile record(byte[] record) {
    byte[] length = number(Long.BYTES).putLong(record.length).array();
    bytes.writeBytes(length);
    bytes.writeBytes(number(Integer.BYTES).putInt(TfRecordFile.checksum(length, 8)).array());
    bytes.writeBytes(record);
    bytes.writeBytes(
        number(Integer.BYTES).putInt(TfRecordFile.checksum(record, record.length)).array());
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Puts the file into its place in a version folder. */
  Path writeTo(Path versionFolder) throws IOException {
    return write(versionFolder, bytes());
  }

  static Path write(Path versionFolder, byte[] bytes) throws IOException {
    Path file = versionFolder.resolve("assets.extra").resolve("tf_serving_warmup_requests");
    Files.createDirectories(file.resolveSibling("."));
    return Files.write(file, bytes);
  }

  private static ByteBuffer number(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
