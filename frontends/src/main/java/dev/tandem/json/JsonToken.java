package dev.tandem.json;

/** What a {@link JsonReader} stands on. */
public enum JsonToken {
  OBJECT_START,
  OBJECT_END,
  ARRAY_START,
  ARRAY_END,
  /** The name of an object's member; its value is the next token. */
  NAME,
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL,
  /** The value is read to its end, or reading has not begun. */
  END
}
