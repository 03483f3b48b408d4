package dev.tandem.json;

import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * A document whose syntax is known to be right, read in place.
 *
 * <p>It keeps the caller's bytes and, beside them, 12 bytes for each array and object; numbers and
 * strings are decoded when they are asked for. The bytes must not change while it is in use.
 */
public final class JsonDocument {
  final byte[] bytes;
  final int limit;
  final ContainerTape tape;
  private final int root;

  JsonDocument(byte[] bytes, int limit, int root, ContainerTape tape) {
    this.bytes = bytes;
    this.limit = limit;
    this.root = root;
    this.tape = tape;
  }

  /** Parses where nobody counts what the document's arrays and objects cost. */
  public static JsonDocument parse(byte[] bytes, int offset, int length, TrailingBytes trailing) {
    return parse(bytes, offset, length, trailing, more -> {});
  }

  /**
   * Checks a whole document, so that a syntax error anywhere in it comes before every other error.
   *
   * @param growth told of the bytes that many arrays and objects cost before they are taken; may
   *     throw
   * @throws JsonException if the syntax is wrong
   */
  public static JsonDocument parse(
      byte[] bytes, int offset, int length, TrailingBytes trailing, LongConsumer growth) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new DocumentScanner(bytes, offset, offset + length, growth).scan(trailing);
  }

  public static JsonDocument parse(byte[] bytes, TrailingBytes trailing) {
    return parse(bytes, 0, bytes.length, trailing);
  }

  public JsonValue root() {
    return new JsonValue(this, root, 0, 0);
  }
}
