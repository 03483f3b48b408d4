package dev.tandem.engine.testkit.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A model file in the making: one graph, whose parts come in the order of the calls. The same calls
 * give the same bytes.
 */
public final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET_VERSION = 17;

  private static final int NODE = 1;
  private static final int GRAPH_NAME = 2;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;

  private final ProtoBytes graph = new ProtoBytes();
  private int nodes;

  private OnnxModel(String name) {
    graph.text(GRAPH_NAME, name);
  }

  public static OnnxModel graph(String name) {
    return new OnnxModel(name);
  }

  public OnnxModel input(String name, OnnxType type, Dims dims) {
    graph.message(INPUT, valueInfo(name, type, dims));
    return this;
  }

  public OnnxModel output(String name, OnnxType type, Dims dims) {
    graph.message(OUTPUT, valueInfo(name, type, dims));
    return this;
  }

  /** An output that is a list of tensors, which no protocol carries. */
  public OnnxModel sequenceOutput(String name, OnnxType type) {
    ProtoBytes element = new ProtoBytes().message(1, new ProtoBytes().number(1, type.number()));
    ProtoBytes sequence = new ProtoBytes().message(4, new ProtoBytes().message(1, element));
    graph.message(OUTPUT, new ProtoBytes().text(1, name).message(2, sequence));
    return this;
  }

  public OnnxModel node(
      String operator, List<String> inputs, List<String> outputs, OnnxAttribute... attributes) {
    ProtoBytes node = new ProtoBytes();
    inputs.forEach(name -> node.text(1, name));
    outputs.forEach(name -> node.text(2, name));
    node.text(3, operator + nodes++).text(4, operator);
    for (OnnxAttribute attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(NODE, node);
    return this;
  }

  public OnnxModel initializer(String name, long[] dims, float... values) {
    byte[] raw = new byte[values.length * Float.BYTES];
    littleEndian(raw).asFloatBuffer().put(values);
    return initializer(name, OnnxType.FLOAT, dims, raw);
  }

  public OnnxModel initializer(String name, long[] dims, long[] values) {
    byte[] raw = new byte[values.length * Long.BYTES];
    littleEndian(raw).asLongBuffer().put(values);
    return initializer(name, OnnxType.INT64, dims, raw);
  }

  /** A constant of any type but STRING, as little-endian bytes. */
  public OnnxModel initializer(String name, OnnxType type, long[] dims, byte[] raw) {
    long expected = Arrays.stream(dims).reduce(type.byteSize(), Math::multiplyExact);
    if (type == OnnxType.STRING || raw.length != expected) {
      throw new IllegalArgumentException(
          "initializer '%s': %d bytes of %s (expected: %d, not STRING)"
              .formatted(name, raw.length, type, expected));
    }
    ProtoBytes tensor = new ProtoBytes();
    for (long dim : dims) {
      tensor.number(1, dim);
    }
    graph.message(INITIALIZER, tensor.number(2, type.number()).text(8, name).bytes(9, raw));
    return this;
  }

  /** The bytes of a {@code model.onnx}. */
  public byte[] toBytes() {
    ProtoBytes opset = new ProtoBytes().text(1, "").number(2, OPSET_VERSION);
    return new ProtoBytes().number(1, IR_VERSION).message(7, graph).message(8, opset).toByteArray();
  }

  private static ProtoBytes valueInfo(String name, OnnxType type, Dims dims) {
    ProtoBytes tensor = new ProtoBytes().number(1, type.number());
    dims.appendTo(tensor, 2);
    return new ProtoBytes().text(1, name).message(2, new ProtoBytes().message(1, tensor));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
