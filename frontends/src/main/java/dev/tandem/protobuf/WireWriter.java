package dev.tandem.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.tensor.TensorBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes fields to a stream by way of a chunk of heap memory, through which tensors go as well. */
public final class WireWriter {
  private final OutputStream target;
  private final byte[] chunk;
  private int filled;

  /** Uses {@code chunk}, of at least some 100 bytes, until the message is written. */
  public WireWriter(OutputStream target, byte[] chunk) {
    this.target = target;
    this.chunk = chunk;
  }

  public void varint(long value) throws IOException {
    reserve(WireSize.varint(-1));
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      chunk[filled++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    chunk[filled++] = (byte) rest;
  }

  /** Four bytes, the lowest first. */
  public void fixed32(int value) throws IOException {
    reserve(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      chunk[filled++] = (byte) (value >>> shift);
    }
  }

  /** The start of a field of {@code length} bytes, which are to follow. */
  public void lengthDelimited(int tag, long length) throws IOException {
    varint(tag);
    varint(length);
  }

  public void string(int tag, String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    if (!Utf8.isAscii(text)) {
      byte[] encoded = text.getBytes(UTF_8);
      lengthDelimited(tag, encoded.length);
      bytes(ByteBuffer.wrap(encoded));
      return;
    }
    lengthDelimited(tag, text.length());
    for (int i = 0; i < text.length(); i++) {
      reserve(1);
      chunk[filled++] = (byte) text.charAt(i);
    }
  }

  public void number(int tag, long value) throws IOException {
    if (value != 0) {
      varint(tag);
      varint(value);
    }
  }

  public void bytes(TensorBytes bytes) throws IOException {
    for (int i = 0; i < bytes.runCount(); i++) {
      bytes(bytes.run(i));
    }
  }

  /** All that remains of {@code source}. */
  public void bytes(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      reserve(1);
      int run = Math.min(source.remaining(), chunk.length - filled);
      source.get(chunk, filled, run);
      filled += run;
    }
  }

  /** Passes on what is still in the chunk; the last thing to do. */
  public void flush() throws IOException {
    target.write(chunk, 0, filled);
    filled = 0;
  }

  private void reserve(int bytes) throws IOException {
    if (chunk.length - filled < bytes) {
      flush();
    }
  }
}
