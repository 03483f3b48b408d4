package dev.tandem.json;

/** What becomes of bytes that follow the first complete value of a document. */
public enum TrailingBytes {
  /** Anything but white space is an error, as in Triton. */
  REJECT,
  /** Never looked at, as in TF Serving. */
  IGNORE
}
