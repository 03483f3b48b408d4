package dev.tandem.tfserving.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.wire.InputMemory;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.ByteBuffer;
import java.util.List;

/** The tf.Examples of a Predict, which come in a tensor of strings. */
public final class SerializedExamples {
  private static final int MOST_SHOWN_BYTES = 256;

  private SerializedExamples() {}

  /** The model's inputs that the features of {@code strings} fill, in {@code memory}. */
  public static List<Tensor> inputs(Tensor strings, Signature signature, InputMemory memory) {
    return ExampleTensors.ofFeatures(of(strings), signature.featureColumns(), memory);
  }

  /** One for each string; valid as long as the tensor's bytes are. */
  static Examples of(Tensor strings) {
    long count = strings.shape().elementCount();
    if (count == 0) {
      throw TfServingException.invalidArgument("Input is empty.");
    }
    if (count > Examples.MOST) {
      throw Examples.tooMany();
    }
    ByteBuffer bytes = strings.bytes().asOneRun();
    WireCursor cursor = new WireCursor(bytes.duplicate());
    Spans each = new Spans();
    for (int at = 0; at < bytes.limit(); ) {
      int length = bytes.getInt(at);
      int from = at + Integer.BYTES;
      check(cursor, bytes, from, length);
      each.add(from, length);
      at = from + length;
    }
    return new Examples(cursor, each, new Spans());
  }

  private static void check(WireCursor cursor, ByteBuffer bytes, int from, int length) {
    cursor.seek(from, length);
    try {
      ExampleSyntax.check(cursor);
    } catch (MalformedMessageException e) {
      byte[] shown = new byte[Math.min(length, MOST_SHOWN_BYTES)];
      bytes.get(from, shown);
      throw TfServingException.invalidArgument(
          "Could not parse example input, value: '" + new String(shown, UTF_8) + "'");
    }
  }
}
