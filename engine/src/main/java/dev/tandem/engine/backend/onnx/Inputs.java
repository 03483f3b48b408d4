package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs of one run after the other as ONNX Runtime takes them. Owned by one thread. */
final class Inputs implements AutoCloseable {
  private final OnnxEnvironment environment;
  private final int leadingDims;
  private TensorHandles[] numbers = {};
  private @Nullable OnnxTensor[] strings = {};
  private String[] names = {};
  private @Nullable Shape[] shapes = {};
  private long[] handles = {};
  private long era;

  /**
   * @param batches whether the leading dimension of inputs is a number of rows
   */
  Inputs(OnnxEnvironment environment, boolean batches) {
    this.environment = environment;
    leadingDims = batches ? 1 : 0;
  }

  /** Borrows {@code inputs} until {@link #release}. */
  void bind(List<Tensor> inputs) throws OrtException {
    if (names.length != inputs.size()) {
      resize(inputs.size());
    }
    for (int i = 0; i < names.length; i++) {
      Tensor input = inputs.get(i);
      if (!isAsBefore(i, input)) {
        era++;
        names[i] = input.name();
      }
      shapes[i] = input.shape();
      handles[i] = input.type() == DataType.BYTES ? bindStrings(i, input) : bindNumbers(i, input);
    }
  }

  /**
   * The same number for runs one after the other whose inputs have the same names and shapes,
   * except for the number of rows.
   */
  long era() {
    return era;
  }

  void release() {
    for (int i = 0; i < strings.length; i++) {
      OnnxTensor tensor = strings[i];
      if (tensor != null) {
        strings[i] = null;
        tensor.close();
      }
    }
  }

  String[] names() {
    return names;
  }

  long[] handles() {
    return handles;
  }

  @Override
  public void close() {
    for (TensorHandles tensors : numbers) {
      tensors.close();
    }
  }

  private void resize(int count) {
    for (int i = count; i < numbers.length; i++) {
      numbers[i].close();
    }
    int kept = numbers.length;
    numbers = Arrays.copyOf(numbers, count);
    for (int i = kept; i < count; i++) {
      numbers[i] = new TensorHandles(environment.access());
    }
    strings = new OnnxTensor[count];
    names = new String[count];
    shapes = new Shape[count];
    handles = new long[count];
    era++;
  }

  private boolean isAsBefore(int i, Tensor input) {
    Shape before = shapes[i];
    return before != null
        && input.name().equals(names[i])
        && before.equalsFrom(leadingDims, input.shape());
  }

  private long bindStrings(int i, Tensor input) throws OrtException {
    OnnxTensor tensor = environment.strings().write(input);
    strings[i] = tensor;
    return environment.access().handleOf(tensor);
  }

  private long bindNumbers(int i, Tensor input) throws OrtException {
    long bytes = Math.multiplyExact(input.shape().elementCount(), input.type().byteSize());
    if (bytes != input.bytes().size()) {
      throw new ServingException(
          Reason.INVALID_TENSOR,
          "input '%s' holds %d bytes (expected: %d for %s of shape %s)"
              .formatted(input.name(), input.bytes().size(), bytes, input.type(), input.shape()));
    }
    return numbers[i].of(nativeRun(input), input.type(), input.shape());
  }

  private static TensorBytes nativeRun(Tensor input) {
    if (input.bytes().isOneNativeRun()) {
      return input.bytes();
    }
    if (input.bytes().size() == 0) {
      return TensorBytes.EMPTY;
    }
    throw new ServingException(
        Reason.INTERNAL, "input '" + input.name() + "' is scattered (expected: one native run)");
  }
}
