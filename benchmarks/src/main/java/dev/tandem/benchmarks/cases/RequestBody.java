package dev.tandem.benchmarks.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.load.SequenceMessages;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A request as it goes over the wire.
 *
 * @param jsonLength how many of the bytes are JSON; 0 for gRPC
 */
public record RequestBody(ByteString bytes, int jsonLength) {
  private static final long FIRST_ID = 1_000_000;

  public static RequestBody of(BenchCase bench) {
    return switch (bench.protocol()) {
      case GRPC -> new RequestBody(message(bench).build().toByteString(), 0);
      case HTTP_BINARY -> binary(bench);
      case HTTP_JSON -> json(bench);
    };
  }

  /** What each sequence of a case sends. */
  public static List<SequenceMessages> ofSequences(BenchCase bench) {
    return IntStream.range(0, bench.sequences())
        .mapToObj(
            i ->
                new SequenceMessages(
                    ofSequence(bench, FIRST_ID + i, true, false),
                    ofSequence(bench, FIRST_ID + i, false, false),
                    ofSequence(bench, FIRST_ID + i, false, true)))
        .toList();
  }

  private static ByteString ofSequence(BenchCase bench, long id, boolean start, boolean end) {
    return message(bench)
        .putParameters("sequence_id", InferParameter.newBuilder().setInt64Param(id).build())
        .putParameters("sequence_start", flag(start))
        .putParameters("sequence_end", flag(end))
        .build()
        .toByteString();
  }

  private static InferParameter flag(boolean value) {
    return InferParameter.newBuilder().setBoolParam(value).build();
  }

  public boolean hasBinary() {
    return jsonLength < bytes.size();
  }

  private static ModelInferRequest.Builder message(BenchCase bench) {
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
    return message;
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
