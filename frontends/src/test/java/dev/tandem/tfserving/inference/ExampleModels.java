package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.signature.Signature.CLASSIFY_METHOD;
import static dev.tandem.tfserving.signature.Signature.DEFAULT_NAME;
import static dev.tandem.tfserving.signature.Signature.PREDICT_METHOD;
import static dev.tandem.tfserving.signature.Signature.REGRESS_METHOD;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.Signatures;
import java.util.ArrayList;
import java.util.List;

/**
 * A model with signatures for examples: of the feature {@code x} it makes half of it plus two, and
 * the classes "low" with x for a score and "high" with x + 1.
 */
public final class ExampleModels {
  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1, 1));
  private static final TensorSpec VALUE = new TensorSpec("value", DataType.FP32, Shape.of(-1, 1));
  private static final TensorSpec PAIR = new TensorSpec("pair", DataType.FP32, Shape.of(-1, 2));
  private static final TensorSpec NAMES = new TensorSpec("names", DataType.BYTES, Shape.of(-1, 2));
  private static final TensorSpec EXAMPLES =
      new TensorSpec("tf_example", DataType.BYTES, Shape.of(-1));
  private static final List<TensorSpec> OUTPUTS = List.of(VALUE, PAIR, NAMES);

  private ExampleModels() {}

  public static FakeModel halfPlusTwo(String name, long version) {
    return FakeModel.of(name, version, List.of(X), OUTPUTS, ExampleModels::compute)
        .withCompanion(
            new Signatures(
                List.of(
                    predict(),
                    of("regress", REGRESS_METHOD, "outputs", VALUE).signature(OUTPUTS),
                    of("classify", CLASSIFY_METHOD, "scores", PAIR, "classes", NAMES)
                        .signature(OUTPUTS),
                    of("scores", CLASSIFY_METHOD, "scores", PAIR).signature(OUTPUTS),
                    of("labelled", CLASSIFY_METHOD, "scores", PAIR)
                        .withClassLabels(List.of("no", "yés"))
                        .signature(OUTPUTS),
                    of("classes", CLASSIFY_METHOD, "classes", NAMES).signature(OUTPUTS),
                    of("wide", REGRESS_METHOD, "outputs", PAIR).signature(OUTPUTS),
                    of("names", REGRESS_METHOD, "outputs", NAMES).signature(OUTPUTS),
                    of("narrow", CLASSIFY_METHOD, "scores", VALUE, "classes", NAMES)
                        .signature(OUTPUTS),
                    of("untyped", CLASSIFY_METHOD, "scores", NAMES).signature(OUTPUTS),
                    tensor("numbers", REGRESS_METHOD, X))));
  }

  private static Signature predict() {
    return SignatureParts.of(
            DEFAULT_NAME,
            PREDICT_METHOD,
            List.of(SignatureTensor.of("x", X, false)),
            List.of(SignatureTensor.of("value", VALUE, false)))
        .signature(OUTPUTS);
  }

  /** A signature of which an input of the graph is the only one. */
  private static Signature tensor(String name, String method, TensorSpec input) {
    return SignatureParts.of(
            name,
            method,
            List.of(SignatureTensor.of("inputs", input, false)),
            List.of(SignatureTensor.of("outputs", VALUE, false)))
        .signature(OUTPUTS);
  }

  private static SignatureParts of(String name, String method, Object... outputs) {
    List<SignatureTensor> named = new ArrayList<>();
    for (int i = 0; i < outputs.length; i += 2) {
      named.add(SignatureTensor.of((String) outputs[i], (TensorSpec) outputs[i + 1], false));
    }
    return SignatureParts.of(
            name, method, List.of(SignatureTensor.of("inputs", EXAMPLES, false)), named)
        .withFeatures(List.of(SignatureTensor.of("x", X, false)));
  }

  private static List<Tensor> compute(List<Tensor> inputs) {
    float[] x = Tensors.floatsOf(inputs.get(0));
    float[] value = new float[x.length];
    float[] pair = new float[2 * x.length];
    String[] names = new String[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      value[i] = x[i] / 2 + 2;
      pair[2 * i] = x[i];
      pair[2 * i + 1] = x[i] + 1;
      names[2 * i] = "low";
      names[2 * i + 1] = "high";
    }
    return List.of(
        Tensors.floats("value", Shape.of(x.length, 1), value),
        Tensors.floats("pair", Shape.of(x.length, 2), pair),
        Tensors.strings("names", Shape.of(x.length, 2), names));
  }

  /** Gives back how long each serialised example is that it gets. */
  public static FakeModel lengths(String name, long version) {
    TensorSpec input = new TensorSpec("serialized", DataType.BYTES, Shape.of(-1));
    return FakeModel.of(
            name,
            version,
            List.of(input),
            List.of(VALUE),
            inputs -> {
              List<byte[]> examples = Tensors.byteStringsOf(inputs.get(0));
              float[] lengths = new float[examples.size()];
              for (int i = 0; i < lengths.length; i++) {
                lengths[i] = examples.get(i).length;
              }
              return List.of(Tensors.floats("value", Shape.of(lengths.length, 1), lengths));
            })
        .withCompanion(new Signatures(List.of(tensor("regress", REGRESS_METHOD, input))));
  }
}
