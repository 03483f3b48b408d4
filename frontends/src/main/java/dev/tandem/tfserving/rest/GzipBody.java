package dev.tandem.tfserving.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/** Bodies on the heap that come compressed. */
final class GzipBody {
  private static final int MAX_INFLATED_BYTES = 100 << 20;
  private static final byte[] NOTHING = {};

  private GzipBody() {}

  /**
   * The body inflated; empty where that fails or gives too much, which TensorFlow Serving does not
   * tell from a request without a body.
   */
  static byte[] inflate(ByteBuffer body) {
    return inflate(body, MAX_INFLATED_BYTES);
  }

  static byte[] inflate(ByteBuffer body, int maxBytes) {
    InputStream packed =
        new ByteArrayInputStream(
            body.array(), body.arrayOffset() + body.position(), body.remaining());
    try (GZIPInputStream inflated = new GZIPInputStream(packed)) {
      byte[] bytes = inflated.readNBytes(maxBytes + 1);
      return bytes.length > maxBytes ? NOTHING : bytes;
    } catch (IOException e) {
      return NOTHING;
    }
  }
}
