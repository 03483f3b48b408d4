package dev.tandem.benchmarks.soak;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.floor.OrtFloor;
import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What is asked, no two with the same content, so that a mix-up of answers shows. */
final class Questions {
  private static final int LARGEST_FLOATS = 150_000;
  private static final int LARGEST_JSON_BYTES = 600_000;
  private static final int IDENTITIES = 32;
  private static final int OTHERS = 8;
  private static final float STEPS = 10_000;

  private final List<List<Question>> byModel;
  private final List<Question> large;

  private Questions(List<List<Question>> byModel, List<Question> large) {
    this.byModel = byModel;
    this.large = large;
  }

  /** Answered by ONNX Runtime in this process, but for those whose answer is their input. */
  static Questions of(Path models, long seed) throws OrtException {
    RandomGenerator random = new SplittableRandom(seed);
    List<Question> large = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      large.add(identity("id", "INPUT", "OUTPUT", LARGEST_FLOATS + i, random));
    }
    return new Questions(
        List.of(
            identities("id", "INPUT", "OUTPUT", LARGEST_FLOATS, random),
            identities("id_dyn", "INPUT", "OUTPUT", LARGEST_FLOATS, random),
            identities(SoakModels.SLOW, "INPUT0", "OUTPUT0", 4096, random),
            answered(models, "simple", random),
            answered(models, "mlp_dyn", random),
            answered(models, "mlp_delay", random)),
        large);
  }

  /** Of any model and, as often as not, small. */
  Question any(RandomGenerator random) {
    List<Question> ofModel = byModel.get(random.nextInt(byModel.size()));
    return ofModel.get(random.nextInt(ofModel.size()));
  }

  /** One whose JSON is not too long. */
  Question anyForJson(RandomGenerator random) {
    Question question = any(random);
    while (question.json().bytes().size() > LARGEST_JSON_BYTES) {
      question = any(random);
    }
    return question;
  }

  Question anyOneRowOfFloats(RandomGenerator random) {
    Question question = anyForJson(random);
    while (!question.isOneRowOfFloats()) {
      question = anyForJson(random);
    }
    return question;
  }

  /** One that does not fit into the buffers of a socket. */
  Question anyLarge(RandomGenerator random) {
    return large.get(random.nextInt(large.size()));
  }

  private static List<Question> identities(
      String model, String input, String output, int largest, RandomGenerator random) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < IDENTITIES; i++) {
      questions.add(identity(model, input, output, RequestMix.size(random, 16, largest), random));
    }
    return questions;
  }

  private static Question identity(
      String model, String input, String output, int count, RandomGenerator random) {
    SampleInput floats = floats(input, count, random);
    return Question.of(model, List.of(floats), new Answer(Map.of(output, floats.bytes())), true);
  }

  private static List<Question> answered(Path models, String model, RandomGenerator random)
      throws OrtException {
    List<Question> questions = new ArrayList<>();
    Path file = models.resolve(model).resolve("1").resolve("model.onnx");
    try (OrtFloor floor = new OrtFloor(file)) {
      for (int i = 0; i < OTHERS; i++) {
        boolean sums = model.equals("simple");
        List<SampleInput> inputs =
            sums
                ? List.of(ints("INPUT0", random), ints("INPUT1", random))
                : List.of(floats("INPUT", 512, random));
        questions.add(Question.of(model, inputs, floor.answer(inputs), sums));
      }
    }
    return questions;
  }

  /** With few digits behind the point, so that text says them exactly. */
  private static SampleInput floats(String name, int count, RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(random.nextInt((int) -STEPS, (int) STEPS) / STEPS);
    }
    return sample(name, DataType.FP32, count, bytes);
  }

  private static SampleInput ints(String name, RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(16 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putInt(random.nextInt(-1_000_000, 1_000_000));
    }
    return sample(name, DataType.INT32, 16, bytes);
  }

  private static SampleInput sample(String name, DataType type, int count, ByteBuffer bytes) {
    return new SampleInput(
        name, type, List.of(1L, (long) count), ByteString.copyFrom(bytes.flip()));
  }
}
