package dev.tandem.benchmarks.soak;

import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.tensor.DataType;
import java.util.List;

/**
 * Inputs for a model and the answer to them, in every form that they are sent in.
 *
 * @param exact whether the answer has to be the same bit by bit
 * @param message of KServe's ModelInfer
 * @param predict of TensorFlow Serving's Predict
 */
record Question(
    String model,
    List<SampleInput> inputs,
    Answer expected,
    boolean exact,
    ByteString message,
    ByteString predict,
    RequestBody binary,
    RequestBody json) {
  static Question of(String model, List<SampleInput> inputs, Answer expected, boolean exact) {
    return new Question(
        model,
        inputs,
        expected,
        exact,
        body(model, inputs, Protocol.GRPC).bytes(),
        PredictForm.message(model, inputs),
        body(model, inputs, Protocol.HTTP_BINARY),
        body(model, inputs, Protocol.HTTP_JSON));
  }

  private static RequestBody body(String model, List<SampleInput> inputs, Protocol protocol) {
    return RequestBody.of(new BenchCase("soak", model, protocol, inputs, 1, 1));
  }

  /** Whether TensorFlow Serving's JSON has a form for it that says nothing of names. */
  boolean isOneRowOfFloats() {
    return inputs.size() == 1 && inputs.get(0).type() == DataType.FP32;
  }

  /** Throws where {@code answer} is not the right one. */
  void check(Answer answer) {
    if (!exact) {
      expected.requireEqual(answer, inputs.get(0).type());
    } else if (!expected.equals(answer)) {
      throw new Fault("'" + model + "' gave an answer that is not the right one");
    }
  }
}
