package dev.tandem.tfserving.inference;

import dev.tandem.protobuf.WireWriter;
import java.io.IOException;

/** What a model says about each example, borrowed from the engine's response. */
public sealed interface ExampleResult permits Classification, Regression {
  /** As many as there were examples. */
  int rows();

  /** Bytes that {@link #writeTo} writes. */
  long size();

  /** Writes the fields of its message. */
  void writeTo(WireWriter writer) throws IOException;
}
