package dev.tandem.tfserving.json;

import dev.tandem.json.ByteSink;
import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.tfserving.example.Examples;
import dev.tandem.tfserving.feature.FeatureKind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Examples as they go over the wire, in the making: what JSON says is read from there on as what
 * gRPC brings, and a graph that parses examples gets these. Belongs to one thread.
 */
final class ExampleBytes {
  /** Field 1, be it of an Example, of Features, of an entry, of a list of strings or of numbers. */
  private static final int FIRST = 1 << 3 | WireType.LENGTH;

  private static final int VALUE = 2 << 3 | WireType.LENGTH;
  private static final int FIRST_CAPACITY_BYTES = 256;

  private final ByteSink out = new ByteSink(FIRST_CAPACITY_BYTES);
  private final Spans each = new Spans();
  private final Spans context = new Spans();

  /** Of the example that is written. */
  private final ByteSink features = new ByteSink(FIRST_CAPACITY_BYTES);

  /** Of the feature that is written. */
  private final ByteSink values = new ByteSink(FIRST_CAPACITY_BYTES);

  void addInteger(long value) {
    putVarint(values, value);
  }

  void addFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      values.put(bits >>> shift);
    }
  }

  void addBytes(byte[] bytes, int length) {
    putVarint(values, FIRST);
    putVarint(values, length);
    values.put(bytes, 0, length);
  }

  /** Ends a feature of the values since the last one; nothing where there are none. */
  void endFeature(byte[] name, @Nullable FeatureKind kind) {
    int valuesSize = values.length();
    boolean packed = kind != FeatureKind.BYTES;
    long listSize = packed ? WireSize.lengthDelimited(FIRST, valuesSize) : valuesSize;
    long featureSize = kind == null ? 0 : WireSize.lengthDelimited(kind.tag(), listSize);
    long entrySize =
        WireSize.lengthDelimited(FIRST, name.length) + WireSize.lengthDelimited(VALUE, featureSize);
    putField(features, FIRST, entrySize);
    putField(features, FIRST, name.length);
    features.put(name);
    putField(features, VALUE, featureSize);
    if (kind != null) {
      putField(features, kind.tag(), listSize);
      if (packed) {
        putField(features, FIRST, valuesSize);
      }
      features.put(values.array(), 0, valuesSize);
    }
    values.length(0);
  }

  /** Ends the context, of the features so far. */
  void endContext() {
    end(context);
  }

  /** Ends an example of the features since the last one. */
  void endExample() {
    end(each);
  }

  private void end(Spans target) {
    int from = out.length();
    putField(out, FIRST, features.length());
    out.put(features.array(), 0, features.length());
    target.add(from, out.length() - from);
    features.length(0);
  }

  Examples examples() {
    return new Examples(
        new WireCursor(ByteBuffer.wrap(out.array(), 0, out.length())), each, context);
  }

  private static void putField(ByteSink sink, int tag, long length) {
    putVarint(sink, tag);
    putVarint(sink, length);
  }

  private static void putVarint(ByteSink sink, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      sink.put((int) (rest | 0x80));
      rest >>>= 7;
    }
    sink.put((int) rest);
  }
}
