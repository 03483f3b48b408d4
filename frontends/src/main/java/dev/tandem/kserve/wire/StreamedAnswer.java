package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import java.io.IOException;

/** A ModelStreamInfer answer that has tensors; it says whether it is the last to its request. */
public final class StreamedAnswer implements OutgoingMessage {
  private static final int INFER_RESPONSE = 2 << 3 | WireType.LENGTH;

  private final InferAnswer answer;
  private final int size;

  /** Throws {@link ArithmeticException} where the answer is too large for one message. */
  public StreamedAnswer(InferResponse response, boolean last) {
    answer = new InferAnswer(response, FinalFlag.of(last));
    size = Math.toIntExact(WireSize.lengthDelimited(INFER_RESPONSE, answer.size()));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    writer.lengthDelimited(INFER_RESPONSE, answer.size());
    answer.writeTo(writer);
  }

  @Override
  public void close() {
    answer.close();
  }
}
