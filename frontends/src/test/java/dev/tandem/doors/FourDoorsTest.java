package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import dev.tandem.testing.TestServer;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FourDoorsTest {
  private static final String KSERVE_GRPC = "KServe gRPC";
  private static final String KSERVE_REST = "KServe REST";
  private static final String TF_GRPC = "TF Serving gRPC";
  private static final String TF_REST = "TF Serving REST";

  private final Map<String, Door> doors = new LinkedHashMap<>();
  private @Nullable TestServer server;

  @BeforeAll
  void start(@TempDir Path repository) throws IOException {
    for (DataType type : DataType.values()) {
      add(repository, DoorCase.identityModel(type), OnnxModels.identity(onnx(type), "N", 2));
    }
    add(repository, "simple", OnnxModels.addSub(OnnxType.INT32));
    add(repository, "flat", OnnxModels.identity(OnnxType.FLOAT, "N"));
    TestServer started = TestServer.start(repository);
    server = started;
    doors.put(KSERVE_GRPC, new KServeGrpcDoor(started.grpcPort()));
    doors.put(KSERVE_REST, new KServeRestDoor(started.httpPort()));
    doors.put(TF_GRPC, new TfServingGrpcDoor(started.tfGrpcPort()));
    doors.put(TF_REST, new TfServingRestDoor(started.tfHttpPort()));
  }

  @AfterAll
  void stop() {
    CloseHelper.closeAll(doors.values());
    TestServer started = server;
    if (started != null) {
      started.close();
      assertThat(started.openLeases()).isZero();
    }
  }

  static Stream<Arguments> casesThroughDoors() {
    return DoorCase.all().stream()
        .flatMap(
            each ->
                Stream.of(KSERVE_GRPC, KSERVE_REST, TF_GRPC, TF_REST)
                    .filter(door -> !door.equals(TF_REST) || hasJsonForm(each))
                    .map(door -> Arguments.of(door, each)));
  }

  /** The table gives half-precision numbers by their bits, and JSON has no place for bits. */
  private static boolean hasJsonForm(DoorCase each) {
    return each.inputs().values().stream()
        .noneMatch(values -> values.type() == DataType.FP16 || values.type() == DataType.BF16);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("casesThroughDoors")
  void answersAlikeThroughEveryDoor(String door, DoorCase each) throws Exception {
    Answer answer = door(door).infer(each.model(), each.version(), each.inputs());

    assertThat(answer.code()).as(answer.message()).isEqualTo(each.code());
    if (each.code() == Status.Code.OK) {
      assertThat(answer.outputs()).isEqualTo(each.outputs());
    } else {
      assertThat(answer.message()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {KSERVE_GRPC, KSERVE_REST})
  void refusesMoreRowsThanTheConfigurationAllows(String door) throws Exception {
    Answer answer = door(door).infer("id_fp32", 0, Map.of("INPUT0", floats(5, 2)));

    assertThat(answer.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(answer.message()).contains("inference request batch-size must be <= 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {TF_GRPC, TF_REST})
  void takesAnyNumberOfRowsFromClientsThatKnowNoConfiguration(String door) throws Exception {
    Values rows = floats(50, 2);

    assertThat(door(door).infer("id_fp32", 0, Map.of("INPUT0", rows)).outputs())
        .isEqualTo(Map.of("OUTPUT0", rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {TF_GRPC, TF_REST})
  void takesAndGivesShapesAsTheGraphHasThem(String door) throws Exception {
    Values flat = floats(3);

    assertThat(door(door).infer("flat", 0, Map.of("INPUT0", flat)).outputs())
        .isEqualTo(Map.of("OUTPUT0", flat));
  }

  @ParameterizedTest
  @ValueSource(strings = {KSERVE_GRPC, KSERVE_REST})
  void takesAndGivesShapesAsTheConfigurationHasThem(String door) throws Exception {
    Values column = floats(3, 1);

    assertThat(door(door).infer("flat", 0, Map.of("INPUT0", column)).outputs())
        .isEqualTo(Map.of("OUTPUT0", column));
  }

  private static Values floats(long... shape) {
    long count = LongStream.of(shape).reduce(1, (a, b) -> a * b);
    List<Long> dims = LongStream.of(shape).boxed().toList();
    return new Values(DataType.FP32, dims, Collections.nCopies((int) count, "0.5"));
  }

  private Door door(String name) {
    return Objects.requireNonNull(doors.get(name), name);
  }

  private static void add(Path repository, String name, byte[] onnx) throws IOException {
    Path version = Files.createDirectories(repository.resolve(name).resolve("1"));
    Files.write(version.resolve("model.onnx"), onnx);
  }

  private static OnnxType onnx(DataType type) {
    return switch (type) {
      case BOOL -> OnnxType.BOOL;
      case UINT8 -> OnnxType.UINT8;
      case UINT16 -> OnnxType.UINT16;
      case UINT32 -> OnnxType.UINT32;
      case UINT64 -> OnnxType.UINT64;
      case INT8 -> OnnxType.INT8;
      case INT16 -> OnnxType.INT16;
      case INT32 -> OnnxType.INT32;
      case INT64 -> OnnxType.INT64;
      case FP16 -> OnnxType.FLOAT16;
      case BF16 -> OnnxType.BFLOAT16;
      case FP32 -> OnnxType.FLOAT;
      case FP64 -> OnnxType.DOUBLE;
      case BYTES -> OnnxType.STRING;
    };
  }
}
