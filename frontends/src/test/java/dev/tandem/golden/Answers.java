package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short ways to write HTTP answers in tests. */
final class Answers {
  private Answers() {}

  static HttpAnswer json(int status, String body) {
    return http(status, "application/json", body);
  }

  static HttpAnswer http(int status, String contentType, String body) {
    return new HttpAnswer(
        status, Map.of("content-type", contentType), ByteString.copyFromUtf8(body));
  }

  static HttpAnswer withHeader(HttpAnswer answer, String name, String value) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put(name, value);
    return new HttpAnswer(answer.status(), headers, answer.body());
  }

  /** JSON with the bytes of tensors after it. */
  static HttpAnswer binary(String json, int... tail) {
    byte[] bytes = new byte[tail.length];
    for (int i = 0; i < tail.length; i++) {
      bytes[i] = (byte) tail[i];
    }
    HttpAnswer answer =
        new HttpAnswer(
            200,
            Map.of("content-type", "application/octet-stream"),
            ByteString.copyFromUtf8(json).concat(ByteString.copyFrom(bytes)));
    return withHeader(answer, "inference-header-content-length", Integer.toString(json.length()));
  }

  static GrpcAnswer grpc(String code, String details) {
    return new GrpcAnswer(code, details, List.of());
  }
}
