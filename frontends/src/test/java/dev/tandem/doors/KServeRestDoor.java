package dev.tandem.doors;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Triton's REST protocol with binary tensors both ways, as its clients use it. */
final class KServeRestDoor implements Door {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  KServeRestDoor(int port) {
    this.port = port;
  }

  @Override
  public Answer infer(String model, long version, Map<String, Values> inputs) throws Exception {
    List<String> heads = new ArrayList<>();
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    for (Map.Entry<String, Values> input : inputs.entrySet()) {
      byte[] bytes = input.getValue().toBytes();
      tail.write(bytes);
      heads.add(
          "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}"
              .formatted(
                  input.getKey(), input.getValue().type(), input.getValue().shape(), bytes.length));
    }
    byte[] head =
        ("{\"inputs\":["
                + String.join(",", heads)
                + "],\"parameters\":{\"binary_data_output\":true}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(head);
    body.write(tail.toByteArray());
    String path = "/v2/models/" + model + (version == 0 ? "" : "/versions/" + version) + "/infer";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Inference-Header-Content-Length", Integer.toString(head.length))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      return Answer.httpFailure(
          response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }
    int jsonLength =
        (int)
            response
                .headers()
                .firstValueAsLong("Inference-Header-Content-Length")
                .orElse(response.body().length);
    return read(response.body(), jsonLength);
  }

  private static Answer read(byte[] body, int jsonLength) {
    JsonValue root = JsonDocument.parse(body, 0, jsonLength, TrailingBytes.REJECT).root();
    Map<String, Values> outputs = new LinkedHashMap<>();
    int next = jsonLength;
    for (JsonValue output : root.member("outputs").orElseThrow().elements()) {
      int size =
          (int)
              output
                  .member("parameters")
                  .orElseThrow()
                  .member("binary_data_size")
                  .orElseThrow()
                  .number()
                  .longValue();
      List<Long> shape =
          output.member("shape").orElseThrow().elements().stream()
              .map(dim -> dim.number().longValue())
              .toList();
      outputs.put(
          output.member("name").orElseThrow().text(),
          Values.fromBytes(
              DataType.valueOf(output.member("datatype").orElseThrow().text()),
              shape,
              Arrays.copyOfRange(body, next, next + size)));
      next += size;
    }
    return Answer.outputs(outputs);
  }

  @Override
  public void close() {}
}
