package dev.tandem.json;

/** The text that is being checked: reads as zeros from its end on, and tells offsets in errors. */
final class ScannedText {
  final byte[] bytes;
  final int start;
  final int limit;

  ScannedText(byte[] bytes, int start, int limit) {
    this.bytes = bytes;
    this.start = start;
    this.limit = limit;
  }

  byte at(int position) {
    return position < limit ? bytes[position] : 0;
  }

  int skipWhitespace(int from) {
    return JsonBytes.skipWhitespace(bytes, from, limit);
  }

  /**
   * The position after {@code literal}, whose first byte is already known to be at {@code from}.
   */
  int endOfLiteral(byte[] literal, int from) {
    for (int i = 1; i < literal.length; i++) {
      if (at(from + i) != literal[i]) {
        throw failure(JsonError.INVALID_VALUE, from + i);
      }
    }
    return from + literal.length;
  }

  JsonException failure(JsonError error, int position) {
    return new JsonException(error, position - start);
  }
}
