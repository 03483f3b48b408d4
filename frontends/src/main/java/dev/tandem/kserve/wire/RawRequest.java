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
import dev.tandem.engine.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * A request whose whole body is the one input of the model; its shape follows from the model and
 * the number of bytes.
 */
final class RawRequest {
  private RawRequest() {}

  static RestInfer read(ByteBuffer body, ServedModel model, Runnable release) {
    if (model.inputs().size() != 1) {
      throw invalid(
          "Raw request must only have 1 input (found 1) to be deduced but got "
              + model.inputs().size()
              + " inputs in '"
              + model.name()
              + "' model configuration");
    }
    TensorSpec spec = model.inputs().get(0).tensor();
    boolean batching = model.config().maxBatchSize() > 0;
    Shape dims = batching ? spec.shape().withoutLeading() : spec.shape();
    Tensor input =
        spec.type() == DataType.BYTES
            ? string(spec, dims, batching, body)
            : numbers(spec, dims, batching, body);
    InferRequest request =
        new InferRequest(model, "", List.of(input), List.of(), RequestOptions.NONE, release);
    return new RestInfer(request, true, Map.of(), AskedOutputs.AS_THEY_ARE);
  }

  private static Tensor string(TensorSpec spec, Shape dims, boolean batching, ByteBuffer body) {
    if (!dims.equals(Shape.of(1))) {
      throw invalid(
          "For BYTE datatype raw input '" + spec.name() + "', the model must have input shape [1]");
    }
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putInt(0, body.remaining());
    Shape shape = batching ? dims.withLeading(1) : dims;
    return new Tensor(spec.name(), spec.type(), shape, TensorBytes.wrap(List.of(length, body)));
  }

  private static Tensor numbers(TensorSpec spec, Shape dims, boolean batching, ByteBuffer body) {
    if (!dims.isRankKnown()) {
      throw invalid(
          "The shape of the raw input '"
              + spec.name()
              + "' can not be deduced because its rank is not known");
    }
    long[] actual = dims.toArray();
    int variable = -1;
    long fixed = spec.type().byteSize();
    for (int i = 0; i < actual.length; i++) {
      if (actual[i] != Shape.VARIABLE) {
        fixed *= actual[i];
      } else if (variable >= 0) {
        throw invalid(
            "The shape of the raw input '"
                + spec.name()
                + "' can not be deduced because there are more than one variable-sized dimension");
      } else {
        variable = i;
      }
    }
    if (variable >= 0) {
      actual[variable] = fixed == 0 ? 0 : body.remaining() / fixed;
    }
    Shape shape = batching ? Shape.of(actual).withLeading(1) : Shape.of(actual);
    return new Tensor(spec.name(), spec.type(), shape, TensorBytes.wrap(body));
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_TENSOR, message);
  }
}
