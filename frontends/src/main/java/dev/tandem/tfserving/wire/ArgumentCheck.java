package dev.tandem.tfserving.wire;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.TfTypes;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Holds what a request gives against what the model's graph takes. */
public final class ArgumentCheck {
  private static final String FITS = "";

  private ArgumentCheck() {}

  /** {@code given} says the type for each input in the signature's order, or null. */
  public static void checkTypes(Signature signature, IntFunction<@Nullable DataType> given) {
    for (int i = 0; i < signature.inputs().size(); i++) {
      DataType type = given.apply(i);
      if (type != null && !fits(signature.inputs().get(i), type)) {
        throw wrongType(signature, given);
      }
    }
  }

  private static boolean fits(SignatureTensor input, DataType given) {
    return TfTypes.of(input.spec().type()) == given;
  }

  /** About the first one in the order in which TensorFlow looks at what it is fed. */
  private static TfServingException wrongType(
      Signature signature, IntFunction<@Nullable DataType> given) {
    NavigableMap<String, String> fed = new TreeMap<>();
    signature.constants().forEach(constant -> fed.put(constant.name(), FITS));
    for (int i = 0; i < signature.inputs().size(); i++) {
      SignatureTensor input = signature.inputs().get(i);
      DataType type = given.apply(i);
      if (type != null) {
        fed.put(input.spec().name(), fits(input, type) ? FITS : misfit(input, type));
      } else if (input.defaultValue().isPresent()) {
        fed.put(input.spec().name(), FITS);
      }
    }
    List<String> faults = List.copyOf(fed.values());
    int first = 0;
    while (faults.get(first).equals(FITS)) {
      first++;
    }
    return invalidArgument("Expects arg[" + first + "] to be " + faults.get(first));
  }

  private static String misfit(SignatureTensor input, DataType given) {
    return TfTypes.name(input.spec().type()) + " but " + TfTypes.name(given) + " is provided";
  }

  public static void checkShape(SignatureTensor input, Shape given) {
    checkShape(input.alias(), input.spec(), given);
  }

  public static void checkShape(String alias, TensorSpec spec, Shape given) {
    if (!spec.shape().accepts(given)) {
      throw invalidArgument(
          "input tensor \""
              + alias
              + "\" has shape "
              + given
              + ", model expects "
              + expected(spec.shape()));
    }
  }

  /** Whether the inputs of one request have the same number of rows, where the model has rows. */
  public static void checkRows(ServedModel model, List<Tensor> given) {
    if (model.config().maxBatchSize() == 0 || given.isEmpty()) {
      return;
    }
    for (Tensor tensor : given) {
      if (tensor.shape().rank() == 0) {
        throw invalidArgument("Batching Run() input tensors must have at least one dimension");
      }
    }
    long rows = given.get(0).shape().dim(0);
    for (Tensor tensor : given) {
      if (tensor.shape().dim(0) != rows) {
        throw invalidArgument("Batching Run() input tensors must have equal 0th-dimension size");
      }
    }
  }

  private static String expected(Shape shape) {
    return LongStream.of(shape.toArray())
        .mapToObj(dim -> dim == Shape.VARIABLE ? "?" : Long.toString(dim))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
