package dev.tandem.doors;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.json.JsonDocument;
import dev.tandem.json.JsonValue;
import dev.tandem.json.TrailingBytes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TensorFlow Serving's REST predict in column form; its answers have no types, so each output is
 * read as the first input's type.
 */
final class TfServingRestDoor implements Door {
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  TfServingRestDoor(int port) {
    this.port = port;
  }

  @Override
  public Answer infer(String model, long version, Map<String, Values> inputs) throws Exception {
    List<String> members = new ArrayList<>();
    inputs.forEach((name, values) -> members.add('"' + name + "\":" + values.toJson()));
    String body = "{\"inputs\":{" + String.join(",", members) + "}}";
    String path = "/v1/models/" + model + (version == 0 ? "" : "/versions/" + version) + ":predict";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      return Answer.httpFailure(response.statusCode(), response.body());
    }
    DataType type = inputs.values().iterator().next().type();
    JsonValue root =
        JsonDocument.parse(response.body().getBytes(StandardCharsets.UTF_8), TrailingBytes.REJECT)
            .root();
    JsonValue outputs = root.member("outputs").orElseThrow();
    Map<String, Values> read = new LinkedHashMap<>();
    if (outputs.isObject()) {
      outputs.members().forEach(member -> read.put(member.name(), read(type, member.value())));
    } else {
      read.put("OUTPUT0", read(type, outputs));
    }
    return Answer.outputs(read);
  }

  private static Values read(DataType type, JsonValue value) {
    List<Long> shape = new ArrayList<>();
    for (JsonValue at = value; at.isArray(); at = at.first().orElseThrow()) {
      shape.add((long) at.size());
    }
    List<String> elements = new ArrayList<>();
    collect(type, value, elements);
    return new Values(type, shape, elements);
  }

  private static void collect(DataType type, JsonValue value, List<String> elements) {
    switch (value.kind()) {
      case ARRAY -> value.elements().forEach(element -> collect(type, element, elements));
      case STRING -> elements.add(value.text());
      case TRUE, FALSE -> elements.add(String.valueOf(value.booleanValue()));
      case NUMBER ->
          elements.add(
              switch (type) {
                case FP32 -> String.valueOf(value.number().floatValue());
                case FP64 -> String.valueOf(value.number().doubleValue());
                default -> value.number().literal();
              });
      case OBJECT, NULL -> throw new AssertionError("no tensor value: " + value.kind());
    }
  }

  @Override
  public void close() {}
}
