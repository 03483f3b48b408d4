package dev.tandem.tfserving.wire;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.tfserving.signature.TfTypes;
import java.nio.ByteBuffer;

/** Writes engine tensors as messages that own their bytes. */
final class GeneratedTensorProtoEncoder {
  private GeneratedTensorProtoEncoder() {}

  /** With every value in the typed field of its type, where clients look for them. */
  static TensorProto typed(Tensor tensor) {
    TensorProto.Builder proto = header(tensor);
    ByteBuffer bytes = tensor.bytes().asOneRun();
    switch (tensor.type()) {
      case FP32 -> {
        while (bytes.hasRemaining()) {
          proto.addFloatVal(bytes.getFloat());
        }
      }
      case FP64 -> {
        while (bytes.hasRemaining()) {
          proto.addDoubleVal(bytes.getDouble());
        }
      }
      case INT32 -> {
        while (bytes.hasRemaining()) {
          proto.addIntVal(bytes.getInt());
        }
      }
      case INT16 -> {
        while (bytes.hasRemaining()) {
          proto.addIntVal(bytes.getShort());
        }
      }
      case UINT16 -> {
        while (bytes.hasRemaining()) {
          proto.addIntVal(Short.toUnsignedInt(bytes.getShort()));
        }
      }
      case INT8 -> {
        while (bytes.hasRemaining()) {
          proto.addIntVal(bytes.get());
        }
      }
      case UINT8 -> {
        while (bytes.hasRemaining()) {
          proto.addIntVal(Byte.toUnsignedInt(bytes.get()));
        }
      }
      case INT64 -> {
        while (bytes.hasRemaining()) {
          proto.addInt64Val(bytes.getLong());
        }
      }
      case UINT32 -> {
        while (bytes.hasRemaining()) {
          proto.addUint32Val(bytes.getInt());
        }
      }
      case UINT64 -> {
        while (bytes.hasRemaining()) {
          proto.addUint64Val(bytes.getLong());
        }
      }
      case FP16, BF16 -> {
        while (bytes.hasRemaining()) {
          proto.addHalfVal(Short.toUnsignedInt(bytes.getShort()));
        }
      }
      case BOOL -> {
        while (bytes.hasRemaining()) {
          proto.addBoolVal(bytes.get() != 0);
        }
      }
      case BYTES -> {
        while (bytes.hasRemaining()) {
          proto.addStringVal(ByteString.copyFrom(bytes, bytes.getInt()));
        }
      }
    }
    return proto.build();
  }

  /** With all values in one run of bytes. */
  static TensorProto content(Tensor tensor) {
    ByteString content =
        tensor.type() == DataType.BYTES
            ? stringContent(tensor.bytes().asOneRun())
            : ByteString.copyFrom(tensor.bytes().asOneRun());
    return header(tensor).setTensorContent(content).build();
  }

  /** All lengths as varints, and then all bytes. */
  private static ByteString stringContent(ByteBuffer elements) {
    ByteString.Output lengths = ByteString.newOutput();
    ByteString.Output values = ByteString.newOutput();
    while (elements.hasRemaining()) {
      int length = elements.getInt();
      writeVarint(lengths, length);
      byte[] value = new byte[length];
      elements.get(value);
      values.write(value, 0, length);
    }
    return lengths.toByteString().concat(values.toByteString());
  }

  private static void writeVarint(ByteString.Output target, int value) {
    int rest = value;
    while (rest > 0x7F) {
      target.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    target.write(rest);
  }

  private static TensorProto.Builder header(Tensor tensor) {
    return TensorProto.newBuilder()
        .setDtype(TfTypes.of(tensor.type()))
        .setTensorShape(shape(tensor.shape()));
  }

  static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder proto =
        TensorShapeProto.newBuilder().setUnknownRank(!shape.isRankKnown());
    for (long dim : shape.toArray()) {
      proto.addDimBuilder().setSize(dim);
    }
    return proto.build();
  }
}
