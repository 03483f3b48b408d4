package dev.tandem.json;

import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * The one pass over a document that checks its syntax and records its containers.
 *
 * <p>Errors and their offsets are those of the iterative parser of RapidJSON 1.1.0, which both
 * servers use: a zero byte reads as the end of the text, each byte of a byte order mark is skipped
 * on its own, and a document that begins with a closing bracket counts as empty.
 */
final class DocumentScanner {
  private static final byte[] BYTE_ORDER_MARK = "\ufeff".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final ScannedText text;
  private final NumberScanner numbers;
  private final StringScanner strings;
  private final ContainerTape tape;
  private final Nesting nesting = new Nesting();

  /** The entry of the innermost open container that is recorded. */
  private int entry = ContainerTape.NONE;

  /** How many values the innermost open container holds so far. */
  private int size;

  private boolean inObject;

  DocumentScanner(byte[] bytes, int start, int limit, LongConsumer growth) {
    this.tape = new ContainerTape(growth);
    this.text = new ScannedText(bytes, start, limit);
    this.numbers = new NumberScanner(text);
    this.strings = new StringScanner(text);
  }

  JsonDocument scan(TrailingBytes trailing) {
    int root = text.skipWhitespace(afterByteOrderMark());
    switch (text.at(root)) {
      case 0, ']', '}', ',', ':' -> throw text.failure(JsonError.DOCUMENT_EMPTY, root);
      default -> {}
    }
    int next = root;
    do {
      next = value(next);
    } while (next >= 0);
    int after = text.skipWhitespace(~next);
    if (trailing == TrailingBytes.REJECT && text.at(after) != 0) {
      throw text.failure(JsonError.ROOT_NOT_SINGULAR, after);
    }
    return new JsonDocument(text.bytes, text.limit, root, tape);
  }

  private int afterByteOrderMark() {
    int p = text.start;
    for (byte mark : BYTE_ORDER_MARK) {
      if (text.at(p) == mark) {
        p++;
      }
    }
    return p;
  }

  /**
   * Checks the scalar, or opens the container, that begins at {@code p}. Returns where the next
   * value begins, or the complement of the root's end.
   */
  private int value(int p) {
    size++;
    switch (text.at(p)) {
      case '{' -> {
        open(true);
        int inside = text.skipWhitespace(p + 1);
        return text.at(inside) == '}' ? afterValue(inside) : name(inside);
      }
      case '[' -> {
        open(false);
        int inside = text.skipWhitespace(p + 1);
        return text.at(inside) == ']' ? afterValue(inside) : inside;
      }
      case '"' -> {
        return afterValue(strings.end(p));
      }
      case 't' -> {
        return afterValue(text.endOfLiteral(TRUE, p));
      }
      case 'f' -> {
        return afterValue(text.endOfLiteral(FALSE, p));
      }
      case 'n' -> {
        return afterValue(text.endOfLiteral(NULL, p));
      }
      default -> {
        return afterValue(endOfNumbers(p));
      }
    }
  }

  /** In an array, the end of the last number that follows without white space. */
  private int endOfNumbers(int first) {
    int end = numbers.end(first);
    if (nesting.depth() == 0 || inObject) {
      return end;
    }
    int more = 0;
    while (text.at(end) == ',' && NumberScanner.begins(text.at(end + 1))) {
      end = numbers.end(end + 1);
      more++;
    }
    size += more;
    return end;
  }

  /** Closes what closes after a value; returns as {@link #value}. */
  private int afterValue(int valueEnd) {
    int p = valueEnd;
    while (nesting.depth() > 0) {
      p = text.skipWhitespace(p);
      byte next = text.at(p);
      if (next == ',') {
        int following = text.skipWhitespace(p + 1);
        return inObject ? name(following) : following;
      }
      if (next != (inObject ? '}' : ']')) {
        throw text.failure(
            inObject ? JsonError.MISSING_COMMA_OR_BRACE : JsonError.MISSING_COMMA_OR_BRACKET, p);
      }
      p++;
      close(p);
    }
    return ~p;
  }

  /** Checks a member's name and its colon; returns where the member's value begins. */
  private int name(int p) {
    if (text.at(p) != '"') {
      throw text.failure(JsonError.MISSING_NAME, p);
    }
    int colon = text.skipWhitespace(strings.end(p));
    if (text.at(colon) != ':') {
      throw text.failure(JsonError.MISSING_COLON, colon);
    }
    return text.skipWhitespace(colon + 1);
  }

  private void open(boolean object) {
    int depth = nesting.depth();
    if (depth > 0 && depth <= ContainerTape.MAX_DEPTH) {
      tape.pause(entry, size);
    }
    if (depth < ContainerTape.MAX_DEPTH) {
      entry = tape.open(entry);
    }
    nesting.open(object);
    inObject = object;
    size = 0;
  }

  private void close(int end) {
    nesting.close();
    inObject = nesting.inObject();
    int depth = nesting.depth();
    if (depth < ContainerTape.MAX_DEPTH) {
      int outer = tape.outer(entry);
      tape.close(entry, end, size);
      entry = outer;
    }
    if (depth > 0 && depth <= ContainerTape.MAX_DEPTH) {
      size = tape.size(entry);
    }
  }
}
