package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import java.io.IOException;

/** A ModelInfer answer, written straight from the memory of the engine's response. */
public final class InferAnswer implements OutgoingMessage {
  private static final int MODEL_NAME = 1 << 3 | WireType.LENGTH;
  private static final int MODEL_VERSION = 2 << 3 | WireType.LENGTH;
  private static final int ID = 3 << 3 | WireType.LENGTH;
  private static final int OUTPUTS = 5 << 3 | WireType.LENGTH;
  private static final int RAW_OUTPUT_CONTENTS = 6 << 3 | WireType.LENGTH;

  private static final int NAME = 1 << 3 | WireType.LENGTH;
  private static final int DATATYPE = 2 << 3 | WireType.LENGTH;
  private static final int SHAPE = 3 << 3 | WireType.LENGTH;

  private final InferResponse response;
  private final FinalFlag flag;
  private final String version;
  private final ByteString parameters;
  private final int size;

  /** Throws {@link ArithmeticException} where the answer is too large for one message. */
  public InferAnswer(InferResponse response) {
    this(response, FinalFlag.NONE);
  }

  InferAnswer(InferResponse response, FinalFlag flag) {
    this.response = response;
    this.flag = flag;
    version = Long.toString(response.model().version());
    parameters = AnswerParameters.field(response.parameters());
    long total =
        WireSize.string(MODEL_NAME, response.model().name())
            + WireSize.string(MODEL_VERSION, version)
            + WireSize.string(ID, response.id())
            + flag.field().size()
            + parameters.size();
    for (Tensor output : response.outputs()) {
      total += WireSize.lengthDelimited(OUTPUTS, size(output));
      total += WireSize.lengthDelimited(RAW_OUTPUT_CONTENTS, output.bytes().size());
    }
    size = Math.toIntExact(total);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    writer.string(MODEL_NAME, response.model().name());
    writer.string(MODEL_VERSION, version);
    writer.string(ID, response.id());
    if (flag != FinalFlag.NONE) {
      writer.bytes(flag.field().asReadOnlyByteBuffer());
    }
    if (!parameters.isEmpty()) {
      writer.bytes(parameters.asReadOnlyByteBuffer());
    }
    for (Tensor output : response.outputs()) {
      writer.lengthDelimited(OUTPUTS, size(output));
      write(output, writer);
    }
    for (Tensor output : response.outputs()) {
      writer.lengthDelimited(RAW_OUTPUT_CONTENTS, output.bytes().size());
      writer.bytes(output.bytes());
    }
  }

  @Override
  public void close() {
    response.close();
  }

  private static long size(Tensor output) {
    long shape = dimsSize(output.shape());
    return WireSize.string(NAME, output.name())
        + WireSize.string(DATATYPE, output.type().name())
        + (shape == 0 ? 0 : WireSize.lengthDelimited(SHAPE, shape));
  }

  private static void write(Tensor output, WireWriter writer) throws IOException {
    writer.string(NAME, output.name());
    writer.string(DATATYPE, output.type().name());
    Shape shape = output.shape();
    if (shape.rank() > 0) {
      writer.lengthDelimited(SHAPE, dimsSize(shape));
      for (int i = 0; i < shape.rank(); i++) {
        writer.varint(shape.dim(i));
      }
    }
  }

  private static long dimsSize(Shape shape) {
    long size = 0;
    for (int i = 0; i < shape.rank(); i++) {
      size += WireSize.varint(shape.dim(i));
    }
    return size;
  }
}
