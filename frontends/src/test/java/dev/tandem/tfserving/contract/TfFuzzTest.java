package dev.tandem.tfserving.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.protobuf.WireNoise;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends bodies and messages that are broken, and ones that are whole but odd: each gets an answer
 * that is no fault of the server's, values are those of a reader as simple as can be, nothing stays
 * lent, and the server goes on.
 */
class TfFuzzTest {
  private static final int TRIES = Integer.getInteger("tandem.test.tries", 1500);
  private static final long MOST_SECONDS = 60;
  private static final String ECHO = "/v1/models/echo_float:predict";
  private static final String METHOD = "tensorflow.serving.PredictionService/Predict";

  private final long seed = Long.getLong("tandem.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
  private final WireNoise noise = new WireNoise(seed);
  private int done;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private ContractServer server;

  @BeforeEach
  void start() throws IOException {
    server = ContractServer.start(folder);
  }

  /** Closing it finds leases that are open. */
  @AfterEach
  void stop() {
    assertThat(server.post(ECHO, "{\"inputs\": 1}").compact()).isEqualTo("{\"outputs\":1.0}");
    server.close();
  }

  @Test
  @Timeout(4 * MOST_SECONDS)
  void brokenBodiesAreAnswered() {
    while (next()) {
      String body = random.nextBoolean() ? nested(4) : request(list(random.nextInt(4)));
      RestReply reply = server.raw(post(noise.broken(body.getBytes(UTF_8))));

      assertThat(reply.status()).as(what(body) + reply.body()).isIn(200, 400, 429, 501);
    }
  }

  @Test
  @Timeout(4 * MOST_SECONDS)
  void wholeBodiesGiveTheirValuesBack() {
    while (next()) {
      int[] dims = new int[random.nextInt(4)];
      int count = 1;
      for (int i = 0; i < dims.length; i++) {
        dims[i] = 1 + random.nextInt(3);
        count *= dims[i];
      }
      List<String> numbers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        numbers.add(number());
      }
      String body = request(laidOut(dims, 0, numbers, new int[1], true));

      RestReply reply = server.post(ECHO, body);

      assertThat(reply.status()).as(what(body) + reply.body()).isEqualTo(200);
      assertThat(floats(reply.compact())).as(what(body)).isEqualTo(expected(numbers));
      assertThat(reply.compact().replaceAll("[^\\[\\],]", ""))
          .as(what(body))
          .isEqualTo(laidOut(dims, 0, numbers, new int[1], false).replaceAll("[^\\[\\],]", ""));
    }
  }

  @Test
  @Timeout(4 * MOST_SECONDS)
  void brokenMessagesAreAnswered() {
    while (next()) {
      byte[] message = noise.broken(predict(tensor()).toByteArray());
      try {
        server.call(METHOD, message);
      } catch (StatusRuntimeException e) {
        boolean unreadable = "Unable to parse request".equals(e.getStatus().getDescription());
        assertThat(e.getStatus().getCode() == Status.Code.INTERNAL && !unreadable)
            .as(what(ByteString.copyFrom(message).toString()) + e)
            .isFalse();
        assertThat(e.getStatus().getCode())
            .as(what("") + e)
            .isNotIn(Status.Code.UNKNOWN, Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
      }
    }
  }

  @Test
  @Timeout(4 * MOST_SECONDS)
  void wholeMessagesGiveTheirValuesBack() throws IOException {
    while (next()) {
      TensorProto tensor = tensor();

      PredictResponse response =
          PredictResponse.parseFrom(server.call(METHOD, predict(tensor).toByteArray()));

      assertThat(response.getOutputsOrThrow("y").getFloatValList())
          .as(what(tensor.toString()))
          .isEqualTo(expected(tensor));
    }
  }

  private boolean next() {
    return done++ < TRIES && System.nanoTime() - endNs < 0;
  }

  private String what(String sent) {
    return "try " + done + " of seed " + seed + ": " + sent + " ";
  }

  private static byte[] post(byte[] body) {
    byte[] head =
        ("POST "
                + ECHO
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(UTF_8);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
  }

  private String request(String value) {
    String more = random.nextBoolean() ? "" : ",\"" + random.nextInt(9) + "\": " + nested(3);
    return random.nextBoolean()
        ? "{\"inputs\": " + value + more + "}"
        : "{\"signature_name\": \"serving_default\", \"inputs\": {\"x\": " + value + more + "}}";
  }

  /** Any JSON. */
  private String nested(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> number();
      case 1 -> "\"a\\u00e9\\n" + (char) (32 + random.nextInt(2)) + "\"";
      case 2 -> "null";
      case 3 -> "{}";
      case 4 -> "[]";
      case 5 -> "[" + nested(depth - 1) + ", " + nested(depth - 1) + "]";
      default -> "{\"inputs\": " + nested(depth - 1) + ", \"x\": " + nested(depth - 1) + "}";
    };
  }

  private String list(int depth) {
    return depth == 0 ? number() : "[" + list(depth - 1) + "," + list(depth - 1) + "]";
  }

  /** Numbers in order, in lists in lists. */
  private String laidOut(int[] dims, int level, List<String> numbers, int[] at, boolean spaced) {
    if (level == dims.length) {
      return numbers.get(at[0]++);
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < dims[level]; i++) {
      parts.add(laidOut(dims, level + 1, numbers, at, spaced));
    }
    String space = spaced ? " \n\t".substring(0, random.nextInt(4)) : "";
    return "[" + space + String.join("," + space, parts) + space + "]";
  }

  private String number() {
    return switch (random.nextInt(9)) {
      case 0 -> Integer.toString(random.nextInt());
      case 1 -> Long.toString(random.nextLong());
      case 2 -> Float.toString(Float.intBitsToFloat(random.nextInt())).replace("E", "e");
      case 3 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
      case 4 -> "-0.0";
      case 5 -> random.nextInt(1000) + "." + "0".repeat(random.nextInt(40)) + "5";
      case 6 -> random.nextInt(100) + "e" + (random.nextInt(400) - 200);
      case 7 ->
          random.nextInt(10) + "." + random.nextInt(Integer.MAX_VALUE) + "E-0" + random.nextInt(9);
      default -> List.of("NaN", "Infinity", "-Infinity", "Inf", "-Inf").get(random.nextInt(5));
    };
  }

  /** What the numbers are as floats. */
  private static List<Float> expected(List<String> numbers) {
    return numbers.stream()
        .<Float>map(text -> (float) Double.parseDouble(text.replaceAll("Inf$", "Infinity")))
        .toList();
  }

  private static List<Float> floats(String answer) {
    String values = answer.substring(answer.indexOf(':') + 1).replaceAll("[\\[\\]}]", "");
    List<Float> floats = new ArrayList<>();
    for (String value : values.split(",", -1)) {
      floats.add(Float.valueOf(value));
    }
    return floats;
  }

  private static PredictRequest predict(TensorProto tensor) {
    return Protos.predict("echo_float", "x", tensor);
  }

  /** Floats in one of the ways in which messages carry them, too few or too many at times. */
  private TensorProto tensor() {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
    int elements = 1;
    for (int rank = random.nextInt(4); rank > 0; rank--) {
      int size = random.nextInt(4);
      tensor.getTensorShapeBuilder().addDimBuilder().setSize(size);
      elements *= size;
    }
    int sent = random.nextInt(elements + 3);
    if (random.nextInt(3) == 0) {
      ByteBuffer content = ByteBuffer.allocate(4 * elements).order(ByteOrder.LITTLE_ENDIAN);
      while (content.hasRemaining()) {
        content.putInt(random.nextInt());
      }
      tensor.setTensorContent(ByteString.copyFrom(content.flip()));
    }
    for (int i = 0; i < sent; i++) {
      tensor.addFloatVal(random.nextFloat());
    }
    if (random.nextInt(4) == 0) {
      tensor.addIntVal(random.nextInt()).addDoubleVal(1).addStringVal(ByteString.EMPTY);
    }
    return tensor.build();
  }

  /** What a tensor's values are, by the words of the contract. */
  private static List<Float> expected(TensorProto tensor) {
    long elements =
        tensor.getTensorShape().getDimList().stream()
            .mapToLong(dim -> dim.getSize())
            .reduce(1, (a, b) -> a * b);
    ByteBuffer content =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Float> values = new ArrayList<>();
    float last = 0;
    for (int i = 0; i < elements; i++) {
      if (!tensor.getTensorContent().isEmpty()) {
        last = content.getFloat();
      } else if (i < tensor.getFloatValCount()) {
        last = tensor.getFloatVal(i);
      }
      values.add(last);
    }
    return values;
  }
}
