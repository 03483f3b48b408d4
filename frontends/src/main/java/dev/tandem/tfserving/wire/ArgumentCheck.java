package dev.tandem.tfserving.wire;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.proto.tensorflow.DataType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Holds what a request gives against what the model's graph takes. */
public final class ArgumentCheck {
  private static final Comparator<SignatureTensor> BY_TENSOR_NAME =
      Comparator.comparing(input -> input.spec().name());

  private ArgumentCheck() {}

  /** Each type that {@code given} has for an input, where the request gives that one at all. */
  static void checkTypes(Signature signature, Function<SignatureTensor, @Nullable DataType> given) {
    List<SignatureTensor> arguments = signature.inputs().stream().sorted(BY_TENSOR_NAME).toList();
    for (int i = 0; i < arguments.size(); i++) {
      SignatureTensor argument = arguments.get(i);
      DataType type = given.apply(argument);
      if (type != null && TfTypes.of(argument.spec().type()) != type) {
        throw invalidArgument(
            "Expects arg["
                + i
                + "] to be "
                + TfTypes.name(argument.spec().type())
                + " but "
                + TfTypes.name(type)
                + " is provided");
      }
    }
  }

  public static void checkShapes(ServedModel model, Map<SignatureTensor, Shape> given) {
    given.forEach(
        (input, shape) -> {
          if (!input.spec().shape().accepts(shape)) {
            throw invalidArgument(
                "input tensor \""
                    + input.alias()
                    + "\" has shape "
                    + shape
                    + ", model expects "
                    + expected(input.spec().shape()));
          }
        });
    if (model.config().maxBatchSize() > 0 && !given.isEmpty()) {
      checkRows(given);
    }
  }

  private static void checkRows(Map<SignatureTensor, Shape> given) {
    if (given.values().stream().anyMatch(shape -> shape.rank() == 0)) {
      throw invalidArgument("Batching Run() input tensors must have at least one dimension");
    }
    if (given.values().stream().mapToLong(shape -> shape.dim(0)).distinct().count() > 1) {
      throw invalidArgument("Batching Run() input tensors must have equal 0th-dimension size");
    }
  }

  private static String expected(Shape shape) {
    return LongStream.of(shape.toArray())
        .mapToObj(dim -> dim == Shape.VARIABLE ? "?" : Long.toString(dim))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
