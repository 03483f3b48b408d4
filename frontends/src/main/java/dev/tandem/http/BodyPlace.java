package dev.tandem.http;

/** Where a body is collected: as text to be parsed, or as tensors for a backend. */
public enum BodyPlace {
  HEAP,
  NATIVE
}
