package dev.tandem.tfserving.rest;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.ContentCoding;
import dev.tandem.http.UnpackedBytes;
import dev.tandem.tfserving.wire.TfServingException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bodies on the heap that come compressed. */
final class GzipBody {
  /** What TensorFlow Serving unpacks. */
  private static final long MAX_UNPACKED_BYTES = 100 << 20;

  private GzipBody() {}

  /**
   * What {@code body} unpacks to; nothing where that fails or gives more than TensorFlow Serving
   * takes, which it does not tell from a request without a body.
   */
  static UnpackedBytes unpack(ByteBuffer body, long maxBytes, ByteBudget budget) {
    try {
      return ContentCoding.unpackGzip(body, Math.min(maxBytes, MAX_UNPACKED_BYTES), budget);
    } catch (UnpackedBytes.TooLarge e) {
      if (maxBytes < MAX_UNPACKED_BYTES) {
        throw TfServingException.invalidArgument(
            "Request body unpacks to more than " + maxBytes + " bytes");
      }
      return new UnpackedBytes(budget);
    } catch (IOException e) {
      return new UnpackedBytes(budget);
    }
  }
}
