package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.List;

/** What came back from one gRPC call; {@code code} is the name of the status, such as OK. */
record GrpcAnswer(String code, String details, List<ByteString> messages) {
  GrpcAnswer {
    messages = List.copyOf(messages);
  }

  boolean isOk() {
    return code.equals("OK");
  }
}
