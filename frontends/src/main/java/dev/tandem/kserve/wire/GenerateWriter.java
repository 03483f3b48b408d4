package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes answers to generate requests: one flat object, its members by name. */
public final class GenerateWriter {
  private static final int HEAD_BYTES = 256;
  private static final byte[] EVENT = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private GenerateWriter() {}

  /**
   * Writes {@code response} and closes it, whatever comes of it; throws {@link ServingException}
   * where an output has no JSON form.
   */
  public static EncodedAnswer write(InferResponse response, NativePool pool) {
    return write(response, pool, false);
  }

  /** Writes {@code response} as {@link #write} does, as one event of a stream. */
  public static EncodedAnswer event(InferResponse response, NativePool pool) {
    return write(response, pool, true);
  }

  /** An event that says why there is no answer. */
  public static EncodedAnswer failureEvent(String message) {
    ByteSink sink = new ByteSink(HEAD_BYTES);
    sink.put(EVENT);
    sink.put(MessageJson.error(message).getBytes(StandardCharsets.UTF_8));
    sink.put(END_OF_EVENT);
    ByteBuffer bytes = ByteBuffer.wrap(sink.array(), 0, sink.length());
    return new EncodedAnswer(List.of(bytes), sink.length(), sink.length(), List.of());
  }

  private static EncodedAnswer write(InferResponse response, NativePool pool, boolean event) {
    AnswerRuns runs = new AnswerRuns(pool, expectedBytes(response));
    boolean complete = false;
    try (response) {
      if (event) {
        runs.sink().put(EVENT);
      }
      writeJson(response, runs);
      if (event) {
        runs.sink().put(END_OF_EVENT);
      }
      EncodedAnswer answer = runs.finish(Math.toIntExact(runs.length()), List.of());
      complete = true;
      return answer;
    } finally {
      if (!complete) {
        runs.close();
      }
    }
  }

  private static void writeJson(InferResponse response, AnswerRuns runs) {
    // What the server says of an answer comes before an output of the same name.
    Map<String, Object> members = new TreeMap<>();
    response.outputs().forEach(output -> members.put(output.name(), output));
    if (!response.id().isEmpty()) {
      members.put("id", response.id());
    }
    members.put("model_name", response.model().name());
    members.put("model_version", Long.toString(response.model().version()));
    JsonWriter json = new JsonWriter(runs.sink(), JsonFloatStyle.RAPIDJSON);
    json.beginObject();
    members.forEach(
        (name, value) -> {
          json.name(name);
          if (value instanceof Tensor output) {
            write(json, output, runs);
          } else {
            json.string(value.toString());
          }
        });
    json.endObject();
  }

  /** A lone value stands by itself. */
  private static void write(JsonWriter json, Tensor output, AnswerRuns runs) {
    if (output.shape().elementCount() == 1) {
      DataType type = output.type();
      TensorJson.value(json, type, output.bytes().asOneRun());
      return;
    }
    json.beginArray();
    TensorJson.values(json, output, runs);
    json.endArray();
  }

  private static long expectedBytes(InferResponse response) {
    long bytes = HEAD_BYTES;
    for (Tensor output : response.outputs()) {
      bytes += HEAD_BYTES + TensorJson.expectedBytes(output);
    }
    return bytes;
  }
}
