package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import dev.tandem.proto.kserve.ModelInferRequest.InferRequestedOutputTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a ModelInfer request by its generated classes: what the hand-written way must agree with.
 */
final class GeneratedInferReader {
  private GeneratedInferReader() {}

  /**
   * Throws {@link ServingException} where the message is not a request that can be checked against
   * {@code model}.
   */
  static InferRequest read(ModelInferRequest message, ServedModel model, long deadlineNs) {
    RequestOptions options = GeneratedParameters.options(message.getParametersMap(), deadlineNs);
    List<Tensor> inputs = new ArrayList<>(message.getInputsCount());
    List<ByteString> raw = message.getRawInputContentsList();
    int nextRaw = 0;
    for (InferInputTensor input : message.getInputsList()) {
      Shape shape = shape(input, model);
      DataType type = type(input, model);
      TensorBytes bytes;
      GeneratedParameters.refuseRegion(input, model);
      if (input.hasContents()) {
        if (!raw.isEmpty()) {
          throw invalid(
              "contents field must not be specified when using raw_input_contents for '"
                  + input.getName()
                  + "' for model '"
                  + model.name()
                  + "'");
        }
        bytes = GeneratedContentsReader.read(input, type, model);
      } else if (nextRaw < raw.size()) {
        bytes = wrap(raw.get(nextRaw++));
      } else {
        throw invalid(
            "unable to find data for input tensor '"
                + input.getName()
                + "' for model '"
                + model.name()
                + "' in request.");
      }
      inputs.add(new Tensor(input.getName(), type, shape, bytes));
    }
    List<String> outputs = new ArrayList<>(message.getOutputsCount());
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      if (output.containsParameters("classification")) {
        throw new ServingException(
            Reason.UNSUPPORTED, "the classification extension is not supported yet");
      }
      outputs.add(output.getName());
    }
    return new InferRequest(
        model, message.getId(), inputs, outputs, options, InferRequest.NOTHING_TO_RELEASE);
  }

  private static TensorBytes wrap(ByteString raw) {
    List<ByteBuffer> runs = raw.asReadOnlyByteBufferList();
    return TensorBytes.wrap(runs);
  }

  private static DataType type(InferInputTensor input, ServedModel model) {
    return DataType.ofName(input.getDatatype())
        .orElseThrow(() -> UnknownDataType.refusal(input.getName(), model));
  }

  private static Shape shape(InferInputTensor input, ServedModel model) {
    long[] dims = new long[input.getShapeCount()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = input.getShape(i);
      if (dims[i] < Shape.VARIABLE) {
        throw new ServingException(
            Reason.INVALID_TENSOR,
            "All input dimensions should be specified for input '"
                + input.getName()
                + "' for model '"
                + model.name()
                + "', got "
                + input.getShapeList().toString().replace(" ", ""));
      }
    }
    return Shape.of(dims);
  }

  static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
