package dev.tandem.json;

/** A document that breaks JSON's syntax; its message reads {@code <reason> at <offset>}. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final JsonError error;
  private final int offset;

  JsonException(JsonError error, int offset) {
    // A client's mistake: the trace would say nothing and costs more than the parsing did.
    super(error.text() + " at " + offset, null, false, false);
    this.error = error;
    this.offset = offset;
  }

  public JsonError error() {
    return error;
  }

  /** Byte offset of the error, counted from the first byte of the document. */
  public int offset() {
    return offset;
  }
}
