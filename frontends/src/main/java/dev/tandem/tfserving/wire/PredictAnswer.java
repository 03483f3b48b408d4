package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.OutgoingMessage;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Predict answer, written straight from the memory of the engine's response. */
public final class PredictAnswer implements OutgoingMessage {
  private static final int OUTPUTS = 1 << 3 | WireType.LENGTH;
  private static final int MODEL_SPEC = 2 << 3 | WireType.LENGTH;

  private static final int KEY = 1 << 3 | WireType.LENGTH;
  private static final int VALUE = 2 << 3 | WireType.LENGTH;

  private final InferResponse response;
  private final AnswerSpec spec;
  private final List<Output> outputs;
  private final int size;

  /**
   * With {@code asTensorContent}, values go out as runs of bytes and not in typed fields. Refuses
   * an answer that is too large for one message.
   */
  public PredictAnswer(InferResponse response, Signature signature, boolean asTensorContent) {
    this.response = response;
    spec = new AnswerSpec(response.model(), signature.name());
    outputs = new ArrayList<>(response.outputs().size());
    long total = spec.fieldSize(MODEL_SPEC);
    for (Tensor tensor : response.outputs()) {
      Optional<SignatureTensor> named = signature.outputNamed(tensor.name());
      if (named.isPresent()) {
        Output output = new Output(named.get().alias(), new OutputTensor(tensor, asTensorContent));
        outputs.add(output);
        total += WireSize.lengthDelimited(OUTPUTS, output.size());
      }
    }
    size = AnswerSize.of(total);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    for (Output output : outputs) {
      writer.lengthDelimited(OUTPUTS, output.size());
      writer.string(KEY, output.alias());
      writer.lengthDelimited(VALUE, output.tensor().size());
      output.tensor().writeTo(writer);
    }
    spec.writeField(MODEL_SPEC, writer);
  }

  @Override
  public void close() {
    response.close();
  }

  /** An entry of the answer's map. */
  private record Output(String alias, OutputTensor tensor) {
    long size() {
      return WireSize.string(KEY, alias) + WireSize.lengthDelimited(VALUE, tensor.size());
    }
  }
}
