package dev.tandem.json;

/** Finds the end of a container in checked text by counting brackets. */
final class BracketScan {
  private BracketScan() {}

  /** The position after the bracket that closes the container that begins at {@code start}. */
  static int end(byte[] bytes, int start, int limit) {
    int p = start;
    int depth = 0;
    do {
      switch (bytes[p]) {
        case '"' -> p = JsonText.end(bytes, p, limit);
        case '[', '{' -> {
          depth++;
          p++;
        }
        case ']', '}' -> {
          depth--;
          p++;
        }
        default -> p++;
      }
    } while (depth > 0);
    return p;
  }
}
