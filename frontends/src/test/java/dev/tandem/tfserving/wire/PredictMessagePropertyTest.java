package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.RandomMessages;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireNoise;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.TfTypes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Holds requests read by hand against those that the generated classes read. */
class PredictMessagePropertyTest {
  private static final int MAX_BYTES = 1 << 16;
  private static final DataType[] TYPES = DataType.values();
  private static final Map<String, List<String>> TEXTS =
      Map.of("key", List.of("x", "x", "x", "y", ""), "output_filter", List.of("out", "out", "y"));

  @Property(tries = 2000)
  void readsWhatTheGeneratedClassesRead(@ForAll long seed) throws Exception {
    ServedModel model = model(seed);
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.rewritten(message(seed, model));
    Outcome expected = generated(PredictRequest.parseFrom(bytes), model);

    assertThat(byHand(model, noise.split(bytes))).isEqualTo(expected);
    Statistics.collect(expected.refusal().isEmpty());
    Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
  }

  @Property(tries = 4000)
  void refusesWhatTheGeneratedClassesRefuse(@ForAll long seed) {
    ServedModel model = model(seed);
    WireNoise noise = new WireNoise(seed);
    byte[] bytes = noise.broken(noise.rewritten(message(seed, model)));

    Optional<Outcome> expected;
    try {
      expected = Optional.of(generated(PredictRequest.parseFrom(bytes), model));
    } catch (InvalidProtocolBufferException e) {
      expected = Optional.empty();
    }

    Optional<Outcome> read;
    try {
      read = Optional.of(byHand(model, noise.split(bytes)));
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

  private static ServedModel model(long seed) {
    DataType type = TYPES[Math.floorMod(seed, TYPES.length)];
    return FakeModels.identity(
        "m",
        1,
        List.of(new TensorSpec("x", type, Shape.UNKNOWN_RANK)),
        List.of(new TensorSpec("out", type, Shape.UNKNOWN_RANK)));
  }

  /** Most messages have the one input that the model takes, and the rest are anything. */
  private static PredictRequest message(long seed, ServedModel model) {
    Random random = new Random(seed);
    RandomMessages messages = new RandomMessages(seed, TEXTS);
    PredictRequest.Builder message = messages.fill(PredictRequest.newBuilder());
    if (random.nextInt(4) > 0) {
      TensorProto.Builder tensor = messages.fill(TensorProto.newBuilder());
      tensor.setDtype(TfTypes.of(model.inputs().get(0).tensor().type()));
      tensor.clearTensorShape().clearVariantVal();
      tensor.getTensorShapeBuilder().addDimBuilder().setSize(random.nextInt(6));
      if (random.nextInt(4) > 0) {
        tensor.clearTensorContent();
      }
      message.clearInputs().clearOutputFilter().putInputs("x", tensor.build());
    }
    return message.build();
  }

  private static Outcome byHand(ServedModel model, ByteBuffer... buffers) {
    NativePool pool = new NativePool(1 << 20, true);
    PredictMessage message = PredictMessage.parse(new WireCursor(buffers));
    String servable = message.modelSpec().servable() + " " + message.modelSpec().signatureName();
    try {
      return Outcome.of(
          servable,
          new PredictDecoder(SerializedExamples::inputs)
              .decode(
                  message,
                  model,
                  GraphSignature.of(model.inputs(), model.outputs()),
                  RequestOptions.NONE,
                  new InputMemory(pool, MAX_BYTES),
                  () -> {}));
    } catch (TfServingException e) {
      return Outcome.of(servable, e);
    } finally {
      assertThat(pool.openLeases()).isZero();
    }
  }

  private static Outcome generated(PredictRequest message, ServedModel model) {
    NativePool pool = new NativePool(1 << 20, true);
    ModelSpec spec = message.getModelSpec();
    String servable = ServableRequest.of(spec) + " " + spec.getSignatureName();
    try {
      return Outcome.of(
          servable,
          new GeneratedPredictDecoder(pool, MAX_BYTES)
              .decode(
                  message,
                  model,
                  GraphSignature.of(model.inputs(), model.outputs()),
                  RequestOptions.NONE));
    } catch (TfServingException e) {
      return Outcome.of(servable, e);
    }
  }

  /** A request with its tensors' bytes, or the refusal of one. */
  record Outcome(
      String servable,
      List<String> tensors,
      List<ByteBuffer> bytes,
      List<String> outputs,
      String refusal) {
    static Outcome of(String servable, InferRequest request) {
      List<String> tensors = new ArrayList<>();
      List<ByteBuffer> bytes = new ArrayList<>();
      for (Tensor input : request.inputs()) {
        tensors.add(input.name() + ":" + input.type() + input.shape());
        ByteBuffer copy = ByteBuffer.allocate((int) input.bytes().size());
        input.bytes().copyTo(copy);
        bytes.add(copy.flip());
      }
      request.release().run();
      return new Outcome(servable, tensors, bytes, request.outputs(), "");
    }

    static Outcome of(String servable, TfServingException refusal) {
      return new Outcome(
          servable, List.of(), List.of(), List.of(), refusal.code() + ": " + refusal.text());
    }
  }
}
