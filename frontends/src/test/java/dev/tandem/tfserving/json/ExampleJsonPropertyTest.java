package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonFloatStyle;
import dev.tandem.json.JsonWriter;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.protobuf.Spans;
import dev.tandem.tfserving.example.Examples;
import dev.tandem.tfserving.inference.ExampleMethod;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Examples in JSON are the messages that they stand for. */
class ExampleJsonPropertyTest {
  @Property(tries = 1000)
  void readsWhatWasWritten(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<Example> expected = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      expected.add(example(random));
    }
    Example context = example(random);
    JsonWriter json = new JsonWriter(new ByteSink(100), JsonFloatStyle.TF_SERVING);
    json.beginObject();
    json.name("examples");
    json.beginArray();
    expected.forEach(example -> write(example, json));
    json.endArray();
    json.name("context");
    write(context, json);
    json.endObject();

    Examples read = read(json.sink().toByteArray());

    assertThat(messages(read, read.each())).isEqualTo(expected);
    assertThat(messages(read, read.context())).containsExactly(context);
  }

  @Property(tries = 3000)
  void refusesWhatIsNoBodyOrMakesExamplesOfIt(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    JsonWriter json = new JsonWriter(new ByteSink(100), JsonFloatStyle.TF_SERVING);
    json.beginObject();
    json.name("examples");
    json.beginArray();
    write(example(random), json);
    json.endArray();
    json.endObject();
    byte[] body = json.sink().toByteArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] signs = "{}[]:,\"1.-eNtfn \\u\u00ff".getBytes(UTF_8);
      body[random.nextInt(body.length)] = signs[random.nextInt(signs.length)];
    }

    try {
      Examples read = read(body);
      assertThat(messages(read, read.each())).hasSize(read.count());
    } catch (TfServingException e) {
      assertThat(e.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  private static Examples read(byte[] body) {
    return ExampleJsonReader.read(
        InferenceBody.parse(ByteBuffer.wrap(body)), ExampleMethod.CLASSIFY);
  }

  private static List<Example> messages(Examples examples, Spans spans)
      throws InvalidProtocolBufferException {
    List<Example> messages = new ArrayList<>();
    for (int i = 0; i < spans.count(); i++) {
      examples.cursor().seek(spans.from(i), spans.length(i));
      messages.add(Example.parseFrom(examples.cursor().bytes(spans.length(i))));
    }
    return messages;
  }

  private static Example example(Random random) {
    Example.Builder example = Example.newBuilder();
    // Features are there, if empty, in whatever is read.
    example.getFeaturesBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      example.getFeaturesBuilder().putFeature("é\"" + i, feature(random));
    }
    return example.build();
  }

  private static Feature feature(Random random) {
    Feature.Builder feature = Feature.newBuilder();
    int kind = random.nextInt(3);
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (kind) {
        case 0 -> feature.getInt64ListBuilder().addValue(random.nextLong() >> random.nextInt(64));
        case 1 -> feature.getFloatListBuilder().addValue((float) random.nextGaussian());
        default -> {
          byte[] bytes = new byte[random.nextInt(5)];
          random.nextBytes(bytes);
          feature.getBytesListBuilder().addValue(ByteString.copyFrom(bytes));
        }
      }
    }
    return feature.build();
  }

  private static void write(Example example, JsonWriter json) {
    json.beginObject();
    example
        .getFeatures()
        .getFeatureMap()
        .forEach(
            (name, feature) -> {
              json.name(name);
              json.beginArray();
              feature.getInt64List().getValueList().forEach(json::number);
              feature.getFloatList().getValueList().forEach(json::number);
              feature.getBytesList().getValueList().forEach(value -> write(value, json));
              json.endArray();
            });
    json.endObject();
  }

  private static void write(ByteString value, JsonWriter json) {
    json.beginObject();
    json.name("b64");
    json.string(Base64.getEncoder().encodeToString(value.toByteArray()));
    json.endObject();
  }
}
