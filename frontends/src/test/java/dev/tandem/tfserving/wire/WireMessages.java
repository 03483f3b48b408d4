package dev.tandem.tfserving.wire;

import com.google.protobuf.Message;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.protobuf.WireCursor;
import java.nio.ByteBuffer;

/** Puts messages of the generated classes on the wire and reads them by hand. */
final class WireMessages {
  private WireMessages() {}

  static PredictMessage predict(PredictRequest request) {
    return PredictMessage.parse(new WireCursor(direct(request.toByteArray())));
  }

  static ProtoTensor tensor(String alias, TensorProto proto, long maxBytes) {
    return ProtoTensor.of(alias, message(proto), maxBytes);
  }

  /** The values that a tensor is read to have. */
  static byte[] values(ProtoTensor tensor) {
    NativePool pool = new NativePool(0, true);
    try (InputMemory memory = new InputMemory(pool, Integer.MAX_VALUE)) {
      TensorBytes bytes = tensor.bytes("t", memory);
      byte[] values = new byte[(int) bytes.size()];
      bytes.copyTo(ByteBuffer.wrap(values));
      return values;
    }
  }

  private static TensorMessage message(TensorProto proto) {
    // A field of its own, since a tensor is always one within another message.
    Message outer = PredictRequest.newBuilder().putInputs("", proto).build();
    PredictMessage message = PredictMessage.parse(new WireCursor(direct(outer.toByteArray())));
    return message.inputs().values().iterator().next();
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
