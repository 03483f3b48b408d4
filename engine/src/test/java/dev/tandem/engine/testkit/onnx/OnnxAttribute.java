package dev.tandem.engine.testkit.onnx;

import java.util.List;

/** A named constant of a node. */
public final class OnnxAttribute {
  private static final int NAME = 1;
  private static final int TYPE = 20;

  private final ProtoBytes message;

  private OnnxAttribute(ProtoBytes message) {
    this.message = message;
  }

  public static OnnxAttribute attribute(String name, float value) {
    return new OnnxAttribute(named(name).number(2, value).number(TYPE, 1));
  }

  public static OnnxAttribute attribute(String name, long value) {
    return new OnnxAttribute(named(name).number(3, value).number(TYPE, 2));
  }

  public static OnnxAttribute attribute(String name, String value) {
    return new OnnxAttribute(named(name).text(4, value).number(TYPE, 3));
  }

  public static OnnxAttribute attribute(String name, long[] values) {
    ProtoBytes message = named(name);
    for (long value : values) {
      message.number(8, value);
    }
    return new OnnxAttribute(message.number(TYPE, 7));
  }

  public static OnnxAttribute attribute(String name, List<String> values) {
    ProtoBytes message = named(name);
    values.forEach(value -> message.text(9, value));
    return new OnnxAttribute(message.number(TYPE, 8));
  }

  ProtoBytes message() {
    return message;
  }

  private static ProtoBytes named(String name) {
    return new ProtoBytes().text(NAME, name);
  }
}
