package dev.tandem.tfserving.example;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.nio.ByteBuffer;

/** The Examples that a Predict brings as the strings of a tensor. */
public final class SerializedExamples {
  /** A few bytes may ask for any number of strings, and each costs memory here. */
  private static final int MAX_COUNT = 1 << 20;

  private static final int SHOWN_BYTES = 256;

  private SerializedExamples() {}

  /** Refuses strings that are no Examples; borrows the tensor's bytes. */
  public static Examples of(Tensor tensor) {
    long count = tensor.shape().elementCount();
    if (count == 0) {
      throw invalidArgument("Input is empty.");
    }
    if (count > MAX_COUNT) {
      throw new TfServingException(
          Status.Code.RESOURCE_EXHAUSTED,
          count + " examples in one request are more than " + MAX_COUNT);
    }
    ByteBuffer strings = tensor.bytes().asOneRun();
    Spans each = new Spans();
    WireCursor cursor = new WireCursor(strings.duplicate());
    int at = 0;
    for (long i = 0; i < count; i++) {
      int length = strings.getInt(at);
      at += Integer.BYTES;
      check(cursor, at, length);
      each.add(at, length);
      at += length;
    }
    return new Examples(cursor, each, new Spans());
  }

  private static void check(WireCursor cursor, int from, int length) {
    cursor.seek(from, length);
    try {
      ExampleSyntax.check(cursor);
    } catch (MalformedMessageException e) {
      cursor.seek(from, length);
      byte[] shown = cursor.bytes(Math.min(length, SHOWN_BYTES));
      throw invalidArgument(
          "Could not parse example input, value: '" + new String(shown, UTF_8) + "'");
    }
  }
}
