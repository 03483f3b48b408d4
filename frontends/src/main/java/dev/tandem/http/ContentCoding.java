package dev.tandem.http;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.UnpackedBytes.TooLarge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** The content codings that bodies may come and go in. */
public enum ContentCoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  /** A zlib stream, as HTTP means by this name. */
  DEFLATE("deflate");

  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int CHUNK_BYTES = 64 * 1024;

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Optional<ContentCoding> ofToken(String token) {
    for (ContentCoding coding : values()) {
      if (coding.token.equals(token)) {
        return Optional.of(coding);
      }
    }
    return Optional.empty();
  }

  /**
   * Unpacks {@code body}, which lies on the heap and whose own first bytes tell gzip from zlib. A
   * body that ends early or breaks off gives what came before, as both servers have it.
   */
  public static UnpackedBytes unpack(ByteBuffer body, long maxBytes, ByteBudget budget)
      throws TooLarge {
    UnpackedBytes unpacked = new UnpackedBytes(budget);
    boolean done = false;
    try (InputStream packed = heapStream(body);
        InputStream in =
            isGzip(body) ? new GZIPInputStream(packed) : new InflaterInputStream(packed)) {
      unpacked.readAll(in, maxBytes);
      done = true;
    } catch (EOFException | ZipException e) {
      done = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!done) {
        unpacked.close();
      }
    }
    return unpacked;
  }

  /**
   * Unpacks {@code body}, which lies on the heap and is gzip and whole, or throws {@link
   * IOException}.
   */
  public static UnpackedBytes unpackGzip(ByteBuffer body, long maxBytes, ByteBudget budget)
      throws IOException, TooLarge {
    UnpackedBytes unpacked = new UnpackedBytes(budget);
    boolean done = false;
    try (InputStream in = new GZIPInputStream(heapStream(body))) {
      unpacked.readAll(in, maxBytes);
      done = true;
    } finally {
      if (!done) {
        unpacked.close();
      }
    }
    return unpacked;
  }

  private static InputStream heapStream(ByteBuffer body) {
    return new ByteArrayInputStream(
        body.array(), body.arrayOffset() + body.position(), body.remaining());
  }

  private static boolean isGzip(ByteBuffer body) {
    return body.remaining() >= 2
        && ((body.get(body.position()) & 0xff) << 8 | (body.get(body.position() + 1) & 0xff))
            == GZIP_MAGIC;
  }

  /** Packs what remains of each run. */
  public byte[] pack(List<ByteBuffer> runs) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(CHUNK_BYTES);
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream out = packer(packed)) {
      for (ByteBuffer run : runs) {
        ByteBuffer rest = run.duplicate();
        while (rest.hasRemaining()) {
          int count = Math.min(chunk.length, rest.remaining());
          rest.get(chunk, 0, count);
          out.write(chunk, 0, count);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private OutputStream packer(OutputStream target) throws IOException {
    return switch (this) {
      case IDENTITY -> target;
      case GZIP -> new GZIPOutputStream(target);
      case DEFLATE -> new DeflaterOutputStream(target);
    };
  }
}
