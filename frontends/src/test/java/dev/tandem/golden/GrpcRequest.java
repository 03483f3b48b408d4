package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;

/**
 * One gRPC call: its messages as bytes, the pause between two of them, and what goes along.
 *
 * @param method the path of the call, such as {@code /grpc.health.v1.Health/Check}
 * @param compression the message encoding, {@code identity} for none
 */
record GrpcRequest(
    String method,
    boolean streaming,
    List<ByteString> messages,
    long gapMillis,
    Map<String, String> metadata,
    String compression) {
  static final String NO_COMPRESSION = "identity";

  GrpcRequest {
    messages = List.copyOf(messages);
    metadata = Map.copyOf(metadata);
  }
}
