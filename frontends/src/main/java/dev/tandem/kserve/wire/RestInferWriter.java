package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonWriter;
import java.nio.ByteBuffer;

/** Writes the answer to an infer request: JSON, and behind it the outputs that go as binary. */
public final class RestInferWriter {
  private static final int HEAD_BYTES = 256;
  private static final int BYTES_PER_JSON_VALUE = 10;

  private RestInferWriter() {}

  /** Throws {@link ServingException} where an output has no JSON form. */
  public static Body write(InferResponse response, RestInfer infer) {
    ByteSink sink = new ByteSink(capacity(response, infer));
    JsonWriter json = new JsonWriter(sink, JsonFloatStyle.RAPIDJSON);
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
      write(json, output, infer.isBinary(output.name()));
    }
    json.endArray();
    json.endObject();
    int jsonLength = sink.length();
    for (Tensor output : response.outputs()) {
      if (infer.isBinary(output.name())) {
        append(sink, output.bytes());
      }
    }
    return new Body(sink, jsonLength);
  }

  private static int capacity(InferResponse response, RestInfer infer) {
    long bytes = HEAD_BYTES;
    for (Tensor output : response.outputs()) {
      long size = output.bytes().size();
      boolean asIs = infer.isBinary(output.name()) || !output.type().isFixedSize();
      bytes += HEAD_BYTES + (asIs ? size : size / output.type().byteSize() * BYTES_PER_JSON_VALUE);
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE / 2);
  }

  private static void write(JsonWriter json, Tensor output, boolean binary) {
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
    if (binary) {
      json.name("parameters");
      json.beginObject();
      json.name("binary_data_size");
      json.number(output.bytes().size());
      json.endObject();
    } else {
      json.name("data");
      json.beginArray();
      values(json, output);
      json.endArray();
    }
    json.endObject();
  }

  private static void values(JsonWriter json, Tensor output) {
    ByteBuffer bytes = output.bytes().asOneRun();
    DataType type = output.type();
    while (bytes.hasRemaining()) {
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
        // As Triton has it, a float is shown as the double that it is exactly.
        case FP32 -> json.number((double) bytes.getFloat());
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

  private static void append(ByteSink sink, TensorBytes bytes) {
    for (int i = 0; i < bytes.runCount(); i++) {
      ByteBuffer run = bytes.run(i);
      int count = run.remaining();
      sink.ensure(count);
      run.get(sink.array(), sink.length(), count);
      sink.length(sink.length() + count);
    }
  }

  /**
   * An encoded answer.
   *
   * @param jsonLength how many of the bytes are JSON
   */
  public record Body(ByteSink bytes, int jsonLength) {
    /** Outputs without elements do not make an answer binary. */
    public boolean hasBinary() {
      return bytes.length() > jsonLength;
    }
  }
}
