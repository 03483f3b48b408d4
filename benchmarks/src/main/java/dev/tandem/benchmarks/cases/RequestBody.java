package dev.tandem.benchmarks.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import java.util.stream.Collectors;

/**
 * A request as it goes over the wire.
 *
 * @param jsonLength how many of the bytes are JSON; 0 for gRPC
 */
public record RequestBody(ByteString bytes, int jsonLength) {
  public static RequestBody of(BenchCase bench) {
    return switch (bench.protocol()) {
      case GRPC -> new RequestBody(message(bench).toByteString(), 0);
      case HTTP_BINARY -> binary(bench);
      case HTTP_JSON -> json(bench);
    };
  }

  public boolean hasBinary() {
    return jsonLength < bytes.size();
  }

  private static ModelInferRequest message(BenchCase bench) {
    ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName(bench.model());
    for (SampleInput input : bench.inputs()) {
      message
          .addInputs(
              InferInputTensor.newBuilder()
                  .setName(input.name())
                  .setDatatype(input.type().name())
                  .addAllShape(input.shape()))
          .addRawInputContents(input.bytes());
    }
    return message.build();
  }

  private static RequestBody binary(BenchCase bench) {
    String inputs =
        bench.inputs().stream()
            .map(
                input ->
                    head(input)
                        + ",\"parameters\":{\"binary_data_size\":"
                        + input.bytes().size()
                        + "}}")
            .collect(Collectors.joining(","));
    ByteString json =
        ascii("{\"inputs\":[" + inputs + "],\"parameters\":{\"binary_data_output\":true}}");
    ByteString body = json;
    for (SampleInput input : bench.inputs()) {
      body = body.concat(input.bytes());
    }
    return new RequestBody(body, json.size());
  }

  private static RequestBody json(BenchCase bench) {
    String inputs =
        bench.inputs().stream()
            .map(input -> head(input) + ",\"data\":[" + input.toJsonValues() + "]}")
            .collect(Collectors.joining(","));
    ByteString json = ascii("{\"inputs\":[" + inputs + "]}");
    return new RequestBody(json, json.size());
  }

  /** An input's description, its object left open. */
  private static String head(SampleInput input) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s"
        .formatted(input.name(), input.type(), input.shape().toString().replace(" ", ""));
  }

  private static ByteString ascii(String text) {
    return ByteString.copyFrom(text, US_ASCII);
  }
}
