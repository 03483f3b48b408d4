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
import dev.tandem.kserve.shm.RegionUse;
import dev.tandem.kserve.shm.SharedMemory;
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
      InferMessage message,
      ServedModel model,
      SharedMemory memory,
      long deadlineNs,
      Runnable release) {
    RequestOptions options = MessageParameters.options(message.parameters(), deadlineNs);
    RegionInputs regions =
        hasParameters(message.inputs()) ? new RegionInputs(memory) : RegionInputs.NONE;
    boolean complete = false;
    try {
      List<Tensor> inputs = inputs(message, model, regions);
      InferRequest request =
          new InferRequest(
              model, message.id(), inputs, outputs(message), options, regions.releaseWith(release));
      complete = true;
      return request;
    } finally {
      if (!complete) {
        regions.close();
      }
    }
  }

  /** Whether some input may lie in shared memory, which few ever do. */
  private static boolean hasParameters(List<InputMessage> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).parameters().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static List<Tensor> inputs(
      InferMessage message, ServedModel model, RegionInputs regions) {
    Tensor[] inputs = new Tensor[message.inputs().size()];
    int nextRaw = 0;
    for (int i = 0; i < inputs.length; i++) {
      InputMessage input = message.inputs().get(i);
      Shape shape = shape(input, model);
      DataType type = type(input, model);
      TensorBytes bytes;
      ContentsMessage contents = input.contents();
      RegionUse region = RegionParameters.of(input.name(), input.parameters());
      if (region != null) {
        if (contents != null) {
          throw invalid(
              "unexpected 'content' provided when using shared memory for input tensor '"
                  + input.name()
                  + "' for model '"
                  + model.name()
                  + "'");
        }
        inputs[i] = regions.read(input.name(), type, shape, region, model);
        continue;
      }
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
    return List.of(inputs);
  }

  private static List<String> outputs(InferMessage message) {
    if (message.outputs().isEmpty()) {
      return List.of();
    }
    List<String> outputs = new ArrayList<>(message.outputs().size());
    for (OutputMessage output : message.outputs()) {
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
