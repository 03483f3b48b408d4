package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.FloatList;
import dev.tandem.proto.tensorflow.Int64List;
import dev.tandem.proto.tfserving.Class;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.InferenceTask;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.RegressionRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** Calls on tf.Examples: their messages, and what is said of those that are refused. */
final class ExampleMessages {
  private ExampleMessages() {}

  static Class classOf(String label, float score) {
    return Class.newBuilder().setLabel(label).setScore(score).build();
  }

  static ClassificationRequest classify(String signature, Example... examples) {
    return ClassificationRequest.newBuilder()
        .setModelSpec(spec(signature))
        .setInput(input(examples))
        .build();
  }

  static RegressionRequest regress(String signature, Example... examples) {
    return RegressionRequest.newBuilder()
        .setModelSpec(spec(signature))
        .setInput(input(examples))
        .build();
  }

  static MultiInferenceRequest multi(InferenceTask... tasks) {
    return MultiInferenceRequest.newBuilder().addAllTasks(List.of(tasks)).build();
  }

  static InferenceTask task(String signature, String method) {
    return InferenceTask.newBuilder().setModelSpec(spec(signature)).setMethodName(method).build();
  }

  static ModelSpec.Builder spec(String signature) {
    return ModelSpec.newBuilder().setName("m").setSignatureName(signature);
  }

  static Input input(Example... examples) {
    Input.Builder input = Input.newBuilder();
    input.getExampleListBuilder().addAllExamples(List.of(examples));
    return input.build();
  }

  static Example x(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return example(Feature.newBuilder().setFloatList(list).build());
  }

  static Example integer(long value) {
    return example(
        Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build());
  }

  static Example example(Feature x) {
    Example.Builder example = Example.newBuilder();
    example.getFeaturesBuilder().putFeature("x", x);
    return example.build();
  }

  static void refusesCall(Runnable call, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getStatus().getDescription()).startsWith(text));
  }
}
