package dev.tandem.benchmarks.models;

/** The file of signatures beside half_plus_two. */
final class HalfPlusTwoSignatures {
  static final String TEXT =
      """
      # What TensorFlow Serving's clients may call, as in the SavedModel of this name.

      signature_def {
        key: "serving_default"
        value {
          inputs { key: "x" value { name: "x:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 1 } } } }
          outputs { key: "y" value { name: "y:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 1 } } } }
          method_name: "tensorflow/serving/predict"
        }
      }
      signature_def {
        key: "regress_x_to_y"
        value {
          inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING tensor_shape { unknown_rank: true } } }
          outputs { key: "outputs" value { name: "y:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 1 } } } }
          method_name: "tensorflow/serving/regress"
        }
      }
      signature_def {
        key: "classify_x_to_y"
        value {
          inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING tensor_shape { unknown_rank: true } } }
          outputs { key: "scores" value { name: "y:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 1 } } } }
          method_name: "tensorflow/serving/classify"
        }
      }
      """;

  private HalfPlusTwoSignatures() {}
}
