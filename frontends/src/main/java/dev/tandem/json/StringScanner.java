package dev.tandem.json;

/** Checks string literals; bytes that are not UTF-8 pass, as they do in both servers. */
final class StringScanner {
  private final ScannedText text;

  StringScanner(ScannedText text) {
    this.text = text;
  }

  /** The position after the closing quote of the string that opens at {@code quote}. */
  int end(int quote) {
    int p = quote + 1;
    while (true) {
      p = JsonBytes.skipPlainText(text.bytes, p, text.limit);
      switch (text.at(p)) {
        case '"' -> {
          return p + 1;
        }
        case '\\' -> p = endOfEscape(p);
        case 0 -> throw text.failure(JsonError.MISSING_QUOTE, p);
        default -> throw text.failure(JsonError.INVALID_ESCAPE, p);
      }
    }
  }

  private int endOfEscape(int backslash) {
    return switch (text.at(backslash + 1)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
      case 'u' -> endOfUnicodeEscape(backslash);
      default -> throw text.failure(JsonError.INVALID_ESCAPE, backslash);
    };
  }

  /** Wants a low surrogate after a high one; a low one alone passes. */
  private int endOfUnicodeEscape(int backslash) {
    int end = backslash + 6;
    if (!Character.isHighSurrogate(codeUnit(backslash, backslash + 2))) {
      return end;
    }
    if (text.at(end) != '\\' || text.at(end + 1) != 'u') {
      throw text.failure(JsonError.INVALID_SURROGATE, backslash);
    }
    if (!Character.isLowSurrogate(codeUnit(backslash, end + 2))) {
      throw text.failure(JsonError.INVALID_SURROGATE, backslash);
    }
    return end + 6;
  }

  private char codeUnit(int backslash, int hexDigits) {
    int unit = 0;
    for (int p = hexDigits; p < hexDigits + 4; p++) {
      int digit = Character.digit((char) (text.at(p) & 0xff), 16);
      if (digit < 0) {
        throw text.failure(JsonError.INVALID_HEX_DIGIT, backslash);
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }
}
