package dev.tandem.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON text as RapidJSON does, commas and white space included; belongs to one thread. What
 * it is told must be a document: it does not check that.
 */
public final class JsonWriter {
  private static final int INDENT = 4;
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LONG_BYTES = 20;

  private final ByteSink sink;
  private final FloatFormatter floats;
  private JsonLayout layout = JsonLayout.COMPACT;
  private int depth;

  /** Whether the innermost container holds something already. */
  private boolean filled;

  /** Whether a member's name is written and its value is not. */
  private boolean named;

  public JsonWriter(ByteSink sink, JsonFloatStyle floatStyle) {
    this.sink = sink;
    this.floats = floatStyle.formatter();
  }

  public ByteSink sink() {
    return sink;
  }

  /** Changes the layout of what follows. */
  public void layout(JsonLayout newLayout) {
    layout = newLayout;
  }

  public void beginObject() {
    begin('{');
  }

  public void endObject() {
    end('}', layout != JsonLayout.COMPACT);
  }

  public void beginArray() {
    begin('[');
  }

  public void endArray() {
    end(']', layout == JsonLayout.PRETTY);
  }

  private void begin(char bracket) {
    beforeValue();
    sink.put(bracket);
    depth++;
    filled = false;
  }

  private void end(char bracket, boolean onNewLine) {
    depth--;
    if (filled && onNewLine) {
      newLine();
    }
    sink.put(bracket);
    filled = true;
  }

  public void name(String name) {
    if (filled) {
      sink.put(',');
    }
    if (layout != JsonLayout.COMPACT) {
      newLine();
    }
    quote(name.getBytes(StandardCharsets.UTF_8));
    sink.put(':');
    if (layout != JsonLayout.COMPACT) {
      sink.put(' ');
    }
    named = true;
  }

  public void string(String value) {
    string(value.getBytes(StandardCharsets.UTF_8));
  }

  public void string(byte[] utf8) {
    string(utf8, 0, utf8.length);
  }

  /** Writes a string of the given bytes, even where they are not UTF-8. */
  public void string(byte[] utf8, int offset, int length) {
    beforeValue();
    quote(utf8, offset, length);
  }

  public void number(long value) {
    beforeValue();
    if (value < 0) {
      sink.put('-');
    }
    putUnsigned(value < 0 ? -value : value);
  }

  /** Writes 64 bits as an integer without sign. */
  public void unsignedNumber(long value) {
    beforeValue();
    putUnsigned(value);
  }

  public void number(float value) {
    beforeValue();
    floats.write(sink, value);
  }

  public void number(double value) {
    beforeValue();
    floats.write(sink, value);
  }

  /** Writes the next floats of a buffer, each as the double that it is exactly, into an array. */
  public void widenedFloats(ByteBuffer values, int count) {
    int left = count;
    while (left > 0 && (!filled || layout != JsonLayout.COMPACT)) {
      number((double) values.getFloat());
      left--;
    }
    floats.writeWidened(sink, values, left);
  }

  public void booleanValue(boolean value) {
    beforeValue();
    sink.put(value ? TRUE : FALSE);
  }

  public void nullValue() {
    beforeValue();
    sink.put(NULL);
  }

  private void beforeValue() {
    if (named) {
      named = false;
    } else if (depth > 0) {
      beforeElement();
    }
    filled = true;
  }

  private void beforeElement() {
    if (filled) {
      sink.put(',');
    }
    if (layout == JsonLayout.PRETTY) {
      newLine();
    } else if (filled && layout == JsonLayout.PRETTY_ARRAYS_ON_ONE_LINE) {
      sink.put(' ');
    }
  }

  private void newLine() {
    int spaces = depth * INDENT;
    sink.ensure(1 + spaces);
    sink.put('\n');
    int first = sink.length();
    Arrays.fill(sink.array(), first, first + spaces, (byte) ' ');
    sink.advance(spaces);
  }

  private void putUnsigned(long value) {
    sink.ensure(MAX_LONG_BYTES + DecimalText.SPARE_BYTES);
    if (value < 0) {
      long allButLast = Long.divideUnsigned(value, 10);
      putDigits(allButLast);
      sink.put((int) ('0' + value - allButLast * 10));
    } else {
      putDigits(value);
    }
  }

  private void putDigits(long value) {
    int count = DecimalText.count(value);
    DecimalText.put(sink.array(), sink.length(), value, count);
    sink.advance(count);
  }

  private void quote(byte[] utf8) {
    quote(utf8, 0, utf8.length);
  }

  private void quote(byte[] utf8, int offset, int length) {
    int limit = offset + length;
    sink.ensure(length + 2);
    sink.put('"');
    int p = offset;
    while (true) {
      int special = JsonBytes.skipPlainText(utf8, p, limit);
      sink.put(utf8, p, special - p);
      if (special == limit) {
        break;
      }
      putEscaped(utf8[special]);
      p = special + 1;
    }
    sink.put('"');
  }

  private void putEscaped(byte b) {
    sink.put('\\');
    switch (b) {
      case '"', '\\' -> sink.put(b);
      case '\b' -> sink.put('b');
      case '\f' -> sink.put('f');
      case '\n' -> sink.put('n');
      case '\r' -> sink.put('r');
      case '\t' -> sink.put('t');
      default -> {
        sink.put('u');
        sink.put('0');
        sink.put('0');
        sink.put(HEX[b >> 4]);
        sink.put(HEX[b & 0xf]);
      }
    }
  }
}
