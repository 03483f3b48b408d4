package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the answer to an infer request: JSON, and behind it the outputs that go as binary. */
public final class RestInferWriter {
  private static final int HEAD_BYTES = 256;
  private static final int BYTES_PER_JSON_INTEGER = 10;
  private static final int BYTES_PER_JSON_FLOAT = 21;

  /** Few enough for a piece of the answer to take them beyond its length. */
  private static final int FLOATS_AT_ONCE = 256;

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
      long size = output.bytes().size();
      bytes += HEAD_BYTES + (infer.isBinary(output.name()) ? size : textBytes(output, size));
    }
    return bytes;
  }

  private static long textBytes(Tensor output, long size) {
    return switch (output.type()) {
      case BYTES -> size;
      case FP32, FP64 -> size / output.type().byteSize() * BYTES_PER_JSON_FLOAT;
      default -> size / output.type().byteSize() * BYTES_PER_JSON_INTEGER;
    };
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
      values(json, output, runs);
      json.endArray();
    }
    json.endObject();
  }

  private static void values(JsonWriter json, Tensor output, AnswerRuns runs) {
    ByteBuffer bytes = output.bytes().asOneRun();
    DataType type = output.type();
    if (type == DataType.FP32) {
      floats(json, bytes, runs);
      return;
    }
    while (bytes.hasRemaining()) {
      runs.move();
      switch (type) {
        case BOOL -> json.booleanValue(bytes.get() != 0);
        case INT8 -> json.number(bytes.get());
        case INT16 -> json.number(bytes.getShort());
        case INT32 -> json.number(bytes.getInt());
        case INT64 -> json.number(bytes.getLong());
        case UINT8 -> json.number(Byte.toUnsignedInt(bytes.get()));
        case UINT16 -> json.number(Short.toUnsignedInt(bytes.getShort()));
        case UINT32 -> json.number(Integer.toUnsignedLong(bytes.getInt()));
        case UINT64 -> json.unsignedNumber(bytes.getLong());
        case FP32 -> throw new IllegalStateException("floats are written apart");
        case FP64 -> json.number(bytes.getDouble());
        case BYTES -> {
          byte[] element = new byte[bytes.getInt()];
          bytes.get(element);
          json.string(element);
        }
        case FP16, BF16 ->
            throw new ServingException(
                Reason.INVALID_REQUEST,
                "sending "
                    + type
                    + " data via JSON is not supported. Please use the binary data format for output");
      }
    }
  }

  /** As Triton has it, a float is shown as the double that it is exactly. */
  private static void floats(JsonWriter json, ByteBuffer bytes, AnswerRuns runs) {
    for (int left = bytes.remaining() / Float.BYTES; left > 0; left -= FLOATS_AT_ONCE) {
      runs.move();
      json.widenedFloats(bytes, Math.min(left, FLOATS_AT_ONCE));
    }
  }
}
