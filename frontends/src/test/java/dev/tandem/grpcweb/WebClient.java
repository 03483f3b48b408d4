package dev.tandem.grpcweb;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;

/** Calls methods as browsers do. */
final class WebClient {
  static final String BINARY = "application/grpc-web+proto";
  static final String TEXT = "application/grpc-web-text";
  static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  static final String STREAM = "inference.GRPCInferenceService/ModelStreamInfer";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final int port;

  WebClient(int port) {
    this.port = port;
  }

  static byte[] frame(MessageLite... messages) {
    int size = Stream.of(messages).mapToInt(message -> 5 + message.getSerializedSize()).sum();
    ByteBuffer frames = ByteBuffer.allocate(size);
    for (MessageLite message : messages) {
      frames.put((byte) 0).putInt(message.getSerializedSize()).put(message.toByteArray());
    }
    return frames.array();
  }

  WebAnswer call(String method, String contentType, byte[] frames, String... headers)
      throws IOException, InterruptedException {
    boolean text = contentType.startsWith(TEXT);
    return send(method, contentType, text ? Base64.getEncoder().encode(frames) : frames, headers);
  }

  /** Sends {@code body} as it is. */
  WebAnswer send(String method, String contentType, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + method))
            .timeout(PATIENCE)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return WebAnswer.of(CLIENT.send(request.build(), BodyHandlers.ofByteArray()));
  }
}
