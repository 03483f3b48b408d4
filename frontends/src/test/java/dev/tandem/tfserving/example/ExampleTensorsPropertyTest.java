package dev.tandem.tfserving.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ExampleListWithContext;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.WireNoise;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.feature.FeatureColumns;
import dev.tandem.tfserving.feature.FeatureKind;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Holds examples read by hand against those that the generated classes read. */
class ExampleTensorsPropertyTest {
  private static final DataType[] TYPES = DataType.values();
  private static final List<Shape> SHAPES =
      List.of(
          Shape.of(-1),
          Shape.of(-1, 1),
          Shape.of(-1, 3),
          Shape.of(-1, 2, 2),
          Shape.of(-1, -1),
          Shape.of(-1, -1, 2),
          Shape.of(-1, 0),
          Shape.UNKNOWN_RANK);

  @Property(tries = 3000)
  void readsWhatTheGeneratedClassesRead(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<FeatureColumn> columns = columns(random);
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.rewritten(request(random, columns));
    ExampleReading expected = generated(bytes, columns);

    assertThat(ExampleReading.of(new FeatureColumns(columns), noise.split(bytes)))
        .isEqualTo(expected);
    Statistics.collect(expected.refusal().isEmpty());
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(share -> share > 20);
          coverage.check(false).percentage(share -> share > 20);
        });
  }

  @Property(tries = 4000)
  void refusesWhatTheGeneratedClassesRefuse(@ForAll long seed) {
    Random random = new Random(seed);
    List<FeatureColumn> columns = columns(random);
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.broken(noise.rewritten(request(random, columns)));
    Assume.that(!hasOddNumber(bytes));

    Optional<ExampleReading> expected;
    try {
      expected = Optional.of(generated(bytes, columns));
    } catch (InvalidProtocolBufferException e) {
      expected = Optional.empty();
    }

    Optional<ExampleReading> read;
    try {
      read = Optional.of(ExampleReading.of(new FeatureColumns(columns), noise.split(bytes)));
    } catch (MalformedMessageException e) {
      read = Optional.empty();
    }
    assertThat(read).isEqualTo(expected);
    Statistics.collect(expected.isEmpty());
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(share -> share > 20);
          coverage.check(false).percentage(share -> share > 4);
        });
  }

  /**
   * Whether there may be a number of ten bytes whose last is not 1: the generated classes do not
   * look at that byte, and take the number for negative.
   */
  private static boolean hasOddNumber(byte[] bytes) {
    int longer = 0;
    for (byte one : bytes) {
      if (longer >= 9 && one >= 0 && one != 1) {
        return true;
      }
      longer = one < 0 ? longer + 1 : 0;
    }
    return false;
  }

  private static ExampleReading generated(byte[] bytes, List<FeatureColumn> columns)
      throws InvalidProtocolBufferException {
    Input input = ClassificationRequest.parseFrom(bytes).getInput();
    try {
      return ExampleReading.of(NaiveExamples.tensors(input, columns));
    } catch (TfServingException e) {
      return ExampleReading.refused(e);
    }
  }

  private static List<FeatureColumn> columns(Random random) {
    List<FeatureColumn> columns = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      DataType type = TYPES[random.nextInt(TYPES.length)];
      Shape shape = SHAPES.get(random.nextInt(SHAPES.size()));
      columns.add(
          new FeatureColumn(
              "é".repeat(random.nextInt(2)) + "f" + i,
              new TensorSpec("in" + i, type, shape),
              random.nextInt(3) == 0));
    }
    return columns;
  }

  private static ClassificationRequest request(Random random, List<FeatureColumn> columns) {
    // Of most requests nothing is wrong, and of the others not all.
    int oddsOfFault = random.nextBoolean() ? 0 : 20;
    Input.Builder input = Input.newBuilder();
    int examples = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4);
    if (random.nextBoolean()) {
      for (int i = 0; i < examples; i++) {
        input.getExampleListBuilder().addExamples(example(random, columns, oddsOfFault, false));
      }
    } else {
      ExampleListWithContext.Builder list = input.getExampleListWithContextBuilder();
      list.setContext(example(random, columns, oddsOfFault, false));
      for (int i = 0; i < examples; i++) {
        list.addExamples(example(random, columns, oddsOfFault, true));
      }
    }
    ClassificationRequest.Builder request = ClassificationRequest.newBuilder().setInput(input);
    request.getModelSpecBuilder().setName("m");
    return request.build();
  }

  private static Example example(
      Random random, List<FeatureColumn> columns, int oddsOfFault, boolean partial) {
    Example.Builder example = Example.newBuilder();
    for (FeatureColumn column : columns) {
      boolean leftOut = partial ? random.nextBoolean() : fault(random, oddsOfFault);
      if (!leftOut) {
        example
            .getFeaturesBuilder()
            .putFeature(column.alias(), feature(random, column, oddsOfFault));
      }
    }
    if (random.nextInt(4) == 0) {
      example
          .getFeaturesBuilder()
          .putFeature("unknown", feature(random, columns.get(0), oddsOfFault));
    }
    return example.build();
  }

  private static Feature feature(Random random, FeatureColumn column, int oddsOfFault) {
    FeatureKind kind = column.kind();
    if (fault(random, oddsOfFault)) {
      List<FeatureKind> kinds = List.of(FeatureKind.values());
      kind = kinds.get(random.nextInt(kinds.size()));
    }
    long count = column.isVariable() ? random.nextInt(4) * column.stride() : (int) column.stride();
    if (fault(random, oddsOfFault)) {
      count++;
    }
    Feature.Builder feature = Feature.newBuilder();
    switch (kind) {
      case BYTES -> feature.getBytesListBuilder();
      case FLOAT -> feature.getFloatListBuilder();
      case INT64 -> feature.getInt64ListBuilder();
    }
    for (int i = 0; i < count; i++) {
      switch (kind) {
        case BYTES -> feature.getBytesListBuilder().addValue(bytes(random));
        case FLOAT -> feature.getFloatListBuilder().addValue((float) random.nextGaussian());
        case INT64 ->
            feature
                .getInt64ListBuilder()
                .addValue(random.nextBoolean() ? random.nextInt(3) : random.nextLong());
      }
    }
    return fault(random, oddsOfFault) ? Feature.getDefaultInstance() : feature.build();
  }

  private static ByteString bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(5) * random.nextInt(9)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static boolean fault(Random random, int odds) {
    return odds > 0 && random.nextInt(odds) == 0;
  }
}
