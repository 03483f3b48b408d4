package dev.tandem.tfserving.inference;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.wire.AnswerSize;
import dev.tandem.tfserving.wire.AnswerSpec;
import java.io.IOException;

/**
 * The answer to a Classify or a Regress, whose messages have the same fields; written straight from
 * the memory of the engine's response.
 */
public final class ExampleAnswer implements OutgoingMessage {
  private static final int RESULT = 1 << 3 | WireType.LENGTH;
  private static final int MODEL_SPEC = 2 << 3 | WireType.LENGTH;

  private final InferResponse response;
  private final ExampleResult result;
  private final AnswerSpec spec;
  private final long resultSize;
  private final int size;

  /** Refuses an answer that is too large for one message. */
  public ExampleAnswer(InferResponse response, ExampleResult result, String signatureName) {
    this.response = response;
    this.result = result;
    spec = new AnswerSpec(response.model(), signatureName);
    resultSize = result.size();
    size = AnswerSize.of(WireSize.lengthDelimited(RESULT, resultSize) + spec.fieldSize(MODEL_SPEC));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    writer.lengthDelimited(RESULT, resultSize);
    result.writeTo(writer);
    spec.writeField(MODEL_SPEC, writer);
  }

  @Override
  public void close() {
    response.close();
  }
}
