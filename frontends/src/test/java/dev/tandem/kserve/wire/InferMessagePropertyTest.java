package dev.tandem.kserve.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.RandomMessages;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireNoise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Holds requests read by hand against those that the generated classes read. */
class InferMessagePropertyTest {
  private static final ServedModel MODEL = FakeModels.halfPlusTwo("m", 1);
  private static final long DEADLINE_NS = 77;

  private static final Map<String, List<String>> TEXTS =
      Map.of(
          "datatype",
          List.of("FP32", "FP64", "BOOL", "INT8", "INT32", "INT64", "UINT16", "BYTES", "float"),
          "key",
          List.of(
              "priority",
              "timeout",
              "sequence_id",
              "sequence_start",
              "a",
              "b",
              "triton_x",
              "shared_memory_region",
              "shared_memory_byte_size"));

  @Property(tries = 2000)
  void readsWhatTheGeneratedClassesRead(@ForAll long seed) throws Exception {
    ModelInferRequest message = message(seed);
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.rewritten(message);
    Outcome expected = generated(ModelInferRequest.parseFrom(bytes));

    assertThat(byHand(noise.split(bytes))).isEqualTo(expected);
    Statistics.collect(expected.refusal().isEmpty());
    Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
  }

  @Property(tries = 4000)
  void refusesWhatTheGeneratedClassesRefuse(@ForAll long seed) {
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.broken(noise.rewritten(message(seed)));

    Optional<Outcome> expected;
    try {
      expected = Optional.of(generated(ModelInferRequest.parseFrom(bytes)));
    } catch (InvalidProtocolBufferException e) {
      expected = Optional.empty();
    }

    Optional<Outcome> read;
    try {
      read = Optional.of(byHand(noise.split(bytes)));
    } catch (MalformedMessageException e) {
      read = Optional.empty();
    }
    assertThat(read).isEqualTo(expected);
    Statistics.collect(expected.isEmpty());
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(share -> share > 20);
          coverage.check(false).percentage(share -> share > 10);
        });
  }

  /** Half of the messages are near to what a client sends, and half are anything. */
  private static ModelInferRequest message(long seed) {
    RandomMessages random = new RandomMessages(seed, TEXTS);
    ModelInferRequest.Builder message = random.fill(ModelInferRequest.newBuilder());
    if (seed % 2 == 0) {
      boolean contents = seed % 4 == 0;
      for (InferInputTensor.Builder input : message.getInputsBuilderList()) {
        input.clearParameters().clearShape().addShape(2).addShape(300);
        if (!contents) {
          input.clearContents();
        }
      }
      message.clearParameters().clearOutputs();
      if (contents) {
        message.clearRawInputContents();
      }
    }
    return message.build();
  }

  private static Outcome byHand(ByteBuffer... buffers) {
    InferMessage message = InferMessage.parse(new WireCursor(buffers));
    try {
      return Outcome.of(
          InferMessageReader.read(message, MODEL, SharedMemory.OFF, DEADLINE_NS, () -> {}));
    } catch (ServingException e) {
      return Outcome.of(e);
    }
  }

  private static Outcome generated(ModelInferRequest message) {
    try {
      return Outcome.of(GeneratedInferReader.read(message, MODEL, DEADLINE_NS));
    } catch (ServingException e) {
      return Outcome.of(e);
    }
  }

  /** A request with its tensors' bytes, or the refusal of one. */
  record Outcome(
      String id,
      List<String> tensors,
      List<ByteBuffer> bytes,
      List<Shape> shapes,
      List<String> outputs,
      RequestOptions options,
      String refusal) {
    static Outcome of(InferRequest request) {
      List<String> tensors = new ArrayList<>();
      List<ByteBuffer> bytes = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (Tensor input : request.inputs()) {
        tensors.add(input.name() + ":" + input.type());
        shapes.add(input.shape());
        ByteBuffer copy = ByteBuffer.allocate((int) input.bytes().size());
        input.bytes().copyTo(copy);
        bytes.add(copy.flip());
      }
      return new Outcome(
          request.id(), tensors, bytes, shapes, request.outputs(), request.options(), "");
    }

    static Outcome of(ServingException refusal) {
      return new Outcome(
          "",
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          RequestOptions.NONE,
          refusal.reason() + ": " + refusal.text());
    }
  }
}
