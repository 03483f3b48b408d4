package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The signatures of a model of which no file says any: what its graph looks like. */
final class DerivedSignatures {
  private static final String REGRESSION = "regression";
  private static final String CLASSIFICATION = "classification";

  private DerivedSignatures() {}

  static List<SignatureParts> of(ModelTensors model) {
    List<SignatureParts> all = new ArrayList<>();
    all.add(
        SignatureParts.of(
            Signature.DEFAULT_NAME, Signature.PREDICT_METHOD, model.inputs(), model.outputs()));
    boolean byFeatures =
        !model.inputs().isEmpty()
            && model.inputs().stream()
                .allMatch(input -> FeatureColumn.canFill(input.spec().shape()));
    if (byFeatures) {
      regression(model).ifPresent(all::add);
      classification(model).ifPresent(all::add);
    }
    return all;
  }

  /** One value for each row. */
  private static Optional<SignatureParts> regression(ModelTensors model) {
    if (model.outputs().size() != 1) {
      return Optional.empty();
    }
    SignatureTensor output = model.outputs().get(0);
    Shape shape = output.spec().shape();
    boolean oneValue = hasRows(shape, 1) || (hasRows(shape, 2) && shape.dim(1) == 1);
    return output.spec().type() == DataType.FP32 && oneValue
        ? Optional.of(
            ofExamples(
                REGRESSION, Signature.REGRESS_METHOD, List.of(renamed("outputs", output)), model))
        : Optional.empty();
  }

  /** A label and the scores of all classes for each row. */
  private static Optional<SignatureParts> classification(ModelTensors model) {
    List<SignatureTensor> labels =
        model.outputs().stream().filter(DerivedSignatures::isLabel).toList();
    List<SignatureTensor> scores =
        model.outputs().stream().filter(DerivedSignatures::isScores).toList();
    return model.outputs().size() == 2 && labels.size() == 1 && scores.size() == 1
        ? Optional.of(
            ofExamples(
                CLASSIFICATION,
                Signature.CLASSIFY_METHOD,
                List.of(renamed("scores", scores.get(0))),
                model))
        : Optional.empty();
  }

  private static boolean isLabel(SignatureTensor output) {
    DataType type = output.spec().type();
    return (type == DataType.INT64 || type == DataType.BYTES) && hasRows(output.spec().shape(), 1);
  }

  private static boolean isScores(SignatureTensor output) {
    return output.spec().type() == DataType.FP32 && hasRows(output.spec().shape(), 2);
  }

  /** Whether a tensor has so many dimensions, the first of which is that of the batch. */
  private static boolean hasRows(Shape shape, int rank) {
    return shape.isRankKnown() && shape.rank() == rank && shape.dim(0) == Shape.VARIABLE;
  }

  private static SignatureTensor renamed(String alias, SignatureTensor output) {
    return SignatureTensor.of(alias, output.spec(), false);
  }

  private static SignatureParts ofExamples(
      String name, String method, List<SignatureTensor> outputs, ModelTensors model) {
    SignatureTensor examples = ExampleInput.of(ExampleInput.ALIAS, ExampleInput.TENSOR);
    return SignatureParts.of(name, method, List.of(examples), outputs).withFeatures(model.inputs());
  }
}
