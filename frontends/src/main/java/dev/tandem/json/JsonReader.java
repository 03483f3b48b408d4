package dev.tandem.json;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value of a checked document token by token, without an object per element; belongs to
 * one thread. Made by {@link JsonValue#reader}.
 */
public final class JsonReader {
  private final JsonDocument document;
  private final byte[] bytes;
  private final int limit;
  private final ContainerTape tape;

  /** Made for the first number, since many readers never meet one. */
  private @Nullable JsonNumber number;

  private @Nullable PlainNumbers plainNumbers;

  /** How many containers are around the value that is read. */
  private final int outerDepth;

  private int depth;
  private boolean started;
  private JsonToken token = JsonToken.END;

  /** Where the token begins, and where reading goes on after it. */
  private int position;

  private int end;

  /** The tape's entry for the container at this token, and for the next one to come. */
  private int entry = ContainerTape.NONE;

  private int nextEntry;

  JsonReader(JsonDocument document, int position, int outerDepth, int entry) {
    this.document = document;
    this.bytes = document.bytes;
    this.limit = document.limit;
    this.tape = document.tape;
    this.outerDepth = outerDepth;
    this.end = position;
    this.nextEntry = entry;
  }

  /** Moves to the next token; {@link JsonToken#END} follows the value's last one for ever. */
  public JsonToken next() {
    token = depth == 0 && started ? JsonToken.END : read();
    return token;
  }

  private int skipSeparator(int from) {
    int p = JsonBytes.skipWhitespace(bytes, from, limit);
    return bytes[p] == ',' || bytes[p] == ':' ? JsonBytes.skipWhitespace(bytes, p + 1, limit) : p;
  }

  private JsonToken read() {
    position = depth == 0 ? end : skipSeparator(end);
    started = true;
    return switch (bytes[position]) {
      case '"' -> readString();
      case '[' -> open(JsonToken.ARRAY_START);
      case '{' -> open(JsonToken.OBJECT_START);
      case ']' -> close(JsonToken.ARRAY_END);
      case '}' -> close(JsonToken.OBJECT_END);
      case 't' -> word("true", JsonToken.TRUE);
      case 'f' -> word("false", JsonToken.FALSE);
      case 'n' -> word("null", JsonToken.NULL);
      default -> readNumber();
    };
  }

  private JsonToken readNumber() {
    JsonNumber read = number;
    if (read == null) {
      read = new JsonNumber();
      number = read;
    }
    read.read(bytes, position, limit);
    end = read.end();
    return JsonToken.NUMBER;
  }

  private JsonToken readString() {
    end = JsonText.end(bytes, position, limit);
    // Behind a value there is never a colon, but behind the whole document there may be anything.
    boolean name = depth > 0 && bytes[JsonBytes.skipWhitespace(bytes, end, limit)] == ':';
    return name ? JsonToken.NAME : JsonToken.STRING;
  }

  private JsonToken word(String literal, JsonToken kind) {
    end = position + literal.length();
    return kind;
  }

  private JsonToken open(JsonToken kind) {
    if (outerDepth + depth < ContainerTape.MAX_DEPTH) {
      entry = nextEntry;
      nextEntry = ContainerTape.firstInside(entry);
    } else {
      entry = ContainerTape.NONE;
    }
    depth++;
    end = position + 1;
    return kind;
  }

  private JsonToken close(JsonToken kind) {
    depth--;
    end = position + 1;
    return kind;
  }

  public JsonToken token() {
    return token;
  }

  /** How many containers of the read value are open, the one that starts here included. */
  public int depth() {
    return depth;
  }

  private boolean atStart() {
    return token == JsonToken.ARRAY_START || token == JsonToken.OBJECT_START;
  }

  /** At the start of an array or object: how many elements or members it holds. */
  public int size() {
    if (!atStart()) {
      throw misplaced("ARRAY_START or OBJECT_START");
    }
    return entry == ContainerTape.NONE ? value().size() : tape.size(entry);
  }

  /** At the start of an array or object: moves to its end. Does nothing at other tokens. */
  public void skip() {
    if (!atStart()) {
      return;
    }
    depth--;
    token = token == JsonToken.ARRAY_START ? JsonToken.ARRAY_END : JsonToken.OBJECT_END;
    if (entry == ContainerTape.NONE) {
      end = BracketScan.end(bytes, position, limit);
    } else {
      end = tape.end(entry);
      nextEntry = tape.next(entry);
    }
    position = end - 1;
  }

  /** The value that begins at this token, to be looked at apart; this reader does not move. */
  public JsonValue value() {
    return switch (token) {
      case ARRAY_START, OBJECT_START ->
          new JsonValue(document, position, outerDepth + depth - 1, entry);
      case STRING, NUMBER, TRUE, FALSE, NULL ->
          new JsonValue(document, position, outerDepth + depth, ContainerTape.NONE);
      case NAME, ARRAY_END, OBJECT_END, END -> throw misplaced("start of a value");
    };
  }

  /**
   * At the start of an array or at an element of one: reads the elements that follow into {@code
   * target} as floats, each one narrowed from the nearest double, while they are plainly written
   * numbers and there is room. The next token is the first thing that was not read.
   */
  public void readPlainFloats(ByteBuffer target) {
    PlainNumbers read = plainNumbers;
    if (read == null) {
      read = new PlainNumbers();
      plainNumbers = read;
    }
    end = read.readFloats(bytes, end, limit, target);
  }

  /** At a number: the number, valid until the reader moves. */
  public JsonNumber number() {
    JsonNumber read = number;
    if (token != JsonToken.NUMBER || read == null) {
      throw misplaced("NUMBER");
    }
    return read;
  }

  /** At a string or name: its text; what is not UTF-8 in it becomes U+FFFD. */
  public String text() {
    requireText();
    return JsonText.decode(bytes, position, end);
  }

  /** At a string or name: whether its text is {@code expected}. */
  public boolean textEquals(String expected) {
    requireText();
    return JsonText.equals(bytes, position, end, expected);
  }

  /** At a string or name: appends its bytes, escapes decoded, to {@code sink}. */
  public void appendUtf8(ByteSink sink) {
    requireText();
    JsonText.append(bytes, position, end, sink);
  }

  private void requireText() {
    if (token != JsonToken.STRING && token != JsonToken.NAME) {
      throw misplaced("STRING or NAME");
    }
  }

  private IllegalStateException misplaced(String expected) {
    return new IllegalStateException("token: " + token + " (expected: " + expected + ")");
  }
}
