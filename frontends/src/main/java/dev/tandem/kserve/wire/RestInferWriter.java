package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonWriter;
import java.util.List;

/** Writes the answer to an infer request: JSON, and behind it the outputs that go as binary. */
public final class RestInferWriter {
  private static final int HEAD_BYTES = 256;

  private RestInferWriter() {}

  /**
   * Writes {@code response} and takes it over, whatever comes of it; throws {@link
   * ServingException} where an output has no JSON form.
   */
  public static EncodedAnswer write(InferResponse response, RestInfer infer, NativePool pool) {
    InferResponse shown;
    try {
      shown = infer.asked().apply(response);
    } catch (RuntimeException | Error e) {
      response.close();
      throw e;
    }
    return writeShown(shown, infer, pool);
  }

  private static EncodedAnswer writeShown(
      InferResponse response, RestInfer infer, NativePool pool) {
    AnswerRuns runs = new AnswerRuns(pool, expectedBytes(response, infer));
    boolean complete = false;
    boolean borrows = false;
    try {
      writeJson(response, infer, runs);
      int jsonLength = Math.toIntExact(runs.length());
      for (Tensor output : response.outputs()) {
        if (infer.isBinary(output.name())) {
          borrows |= runs.append(output.bytes());
        }
      }
      EncodedAnswer answer = runs.finish(jsonLength, borrows ? List.of(response) : List.of());
      complete = true;
      return answer;
    } finally {
      if (!complete) {
        runs.close();
      }
      if (!complete || !borrows) {
        response.close();
      }
    }
  }

  private static void writeJson(InferResponse response, RestInfer infer, AnswerRuns runs) {
    JsonWriter json = new JsonWriter(runs.sink(), JsonFloatStyle.RAPIDJSON);
    json.beginObject();
    if (!response.id().isEmpty()) {
      json.name("id");
      json.string(response.id());
    }
    json.name("model_name");
    json.string(response.model().name());
    json.name("model_version");
    json.string(Long.toString(response.model().version()));
    AnswerParameters.write(json, response.parameters());
    json.name("outputs");
    json.beginArray();
    for (Tensor output : response.outputs()) {
      write(json, output, infer, runs);
    }
    json.endArray();
    json.endObject();
  }

  private static long expectedBytes(InferResponse response, RestInfer infer) {
    long bytes = HEAD_BYTES;
    for (Tensor output : response.outputs()) {
      bytes +=
          HEAD_BYTES
              + (infer.isBinary(output.name())
                  ? output.bytes().size()
                  : TensorJson.expectedBytes(output));
    }
    return bytes;
  }

  private static void write(JsonWriter json, Tensor output, RestInfer infer, AnswerRuns runs) {
    json.beginObject();
    json.name("name");
    json.string(output.name());
    json.name("datatype");
    json.string(output.type().name());
    json.name("shape");
    json.beginArray();
    for (int i = 0; i < output.shape().rank(); i++) {
      json.number(output.shape().dim(i));
    }
    json.endArray();
    if (infer.isBinary(output.name())) {
      json.name("parameters");
      json.beginObject();
      json.name("binary_data_size");
      json.number(output.bytes().size());
      json.endObject();
    } else if (!infer.isShared(output.name())) {
      json.name("data");
      json.beginArray();
      TensorJson.values(json, output, runs);
      json.endArray();
    }
    json.endObject();
  }
}
