package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes requests to the engine of ModelInfer messages; the tensors' bytes stay where they are. */
public final class InferMessageReader {
  private InferMessageReader() {}

  /**
   * Throws {@link ServingException} where the message is not a request that can be checked against
   * {@code model}; else the request has {@code release} for its own.
   */
  public static InferRequest read(
      InferMessage message, ServedModel model, long deadlineNs, Runnable release) {
    RequestOptions options = MessageParameters.options(message.parameters(), deadlineNs);
    Tensor[] inputs = new Tensor[message.inputs().size()];
    int nextRaw = 0;
    for (int i = 0; i < inputs.length; i++) {
      InputMessage input = message.inputs().get(i);
      Shape shape = shape(input, model);
      DataType type = type(input, model);
      TensorBytes bytes;
      MessageParameters.refuseRegion(input.name(), input.parameters());
      ContentsMessage contents = input.contents();
      if (contents != null) {
        if (message.rawCount() > 0) {
          throw invalid(
              "contents field must not be specified when using raw_input_contents for '"
                  + input.name()
                  + "' for model '"
                  + model.name()
                  + "'");
        }
        bytes = ContentsReader.read(input.name(), contents, type, model);
      } else if (nextRaw < message.rawCount()) {
        bytes = message.raw(nextRaw++);
      } else {
        throw invalid(
            "unable to find data for input tensor '"
                + input.name()
                + "' for model '"
                + model.name()
                + "' in request.");
      }
      inputs[i] = new Tensor(input.name(), type, shape, bytes);
    }
    return new InferRequest(
        model, message.id(), List.of(inputs), outputs(message), options, release);
  }

  private static List<String> outputs(InferMessage message) {
    if (message.outputs().isEmpty()) {
      return List.of();
    }
    List<String> outputs = new ArrayList<>(message.outputs().size());
    for (OutputMessage output : message.outputs()) {
      MessageParameters.refuseRegion(output.name(), output.parameters());
      outputs.add(output.name());
    }
    return outputs;
  }

  private static DataType type(InputMessage input, ServedModel model) {
    DataType type = input.type();
    if (type == null) {
      throw UnknownDataType.refusal(input.name(), model);
    }
    return type;
  }

  private static Shape shape(InputMessage input, ServedModel model) {
    long[] dims = input.shape();
    for (long dim : dims) {
      if (dim < Shape.VARIABLE) {
        throw new ServingException(
            Reason.INVALID_TENSOR,
            "All input dimensions should be specified for input '"
                + input.name()
                + "' for model '"
                + model.name()
                + "', got "
                + Arrays.toString(dims).replace(" ", ""));
      }
    }
    return Shape.of(dims);
  }

  static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
