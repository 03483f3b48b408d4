package dev.tandem.doors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import dev.tandem.proto.kserve.ModelInferRequest.InferRequestedOutputTensor;
import dev.tandem.testing.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inputs and outputs in real shared memory, through the doors of KServe to a whole server. */
class SharedMemoryDoorsTest {
  private static final int PAGE = 4096;
  private static final int OBJECT_BYTES = 4 * PAGE;

  private static final String ECHO =
      """
      backend: "identity"
      input { name: "INPUT0" data_type: %1$s dims: [ -1 ] }
      output { name: "OUTPUT0" data_type: %1$s dims: [ -1 ] }
      """;

  private final Path object =
      SharedMemory.FOLDER.resolve("tandem_test_" + ProcessHandle.current().pid());
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path repository) throws IOException {
    assumeTrue(Files.isWritable(SharedMemory.FOLDER), "/dev/shm cannot be written here");
    write(repository, "numbers", "TYPE_INT32");
    write(repository, "words", "TYPE_STRING");
    Files.write(object, new byte[OBJECT_BYTES]);
    server = TestServer.start("--model-repository=" + repository, "--allow-client-shm=true");
  }

  private static void write(Path repository, String model, String type) throws IOException {
    Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.writeString(repository.resolve(model).resolve("config.pbtxt"), ECHO.formatted(type));
  }

  @AfterEach
  void stop() throws IOException {
    Files.deleteIfExists(object);
    if (server != null) {
      server.close();
      assertThat(server.openLeases()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersComeAndGo(SharedMemoryWay way) throws Exception {
    put(64, numbers(1, 2, 3));
    assertThat(way.register(server, "r", object.getFileName().toString(), OBJECT_BYTES)).isEmpty();

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(64, 12), part(PAGE, 100))))
        .isEmpty();

    assertThat(get(PAGE, 12)).isEqualTo(numbers(1, 2, 3));
    assertThat(get(PAGE + 12, 88)).isEqualTo(new byte[88]);
    assertThat(way.unregister(server, "r")).isEmpty();
    assertThat(way.infer(server, request("numbers", "INT32", 3, part(64, 12), part(PAGE, 100))))
        .contains("Unable to find shared memory region: 'r'");
  }

  @ParameterizedTest
  @EnumSource
  void stringsComeAndGo(SharedMemoryWay way) throws Exception {
    byte[] words = words("one", "", "three");
    put(0, words);
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);

    assertThat(
            way.infer(server, request("words", "BYTES", 3, part(0, words.length), part(PAGE, 64))))
        .isEmpty();

    assertThat(get(PAGE, words.length)).isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource
  void refusesBytesThatAreNoStrings(SharedMemoryWay way) throws Exception {
    put(0, numbers(1_000_000, 0));
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);

    assertThat(way.infer(server, request("words", "BYTES", 1, part(0, 8), part(PAGE, 64))))
        .contains("incomplete string data");
  }

  @ParameterizedTest
  @EnumSource
  void anInputThatIsCutOffIsAnError(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);
    cut(PAGE + 4);

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(PAGE, 12), part(0, 12))))
        .contains("shared memory region 'r' is smaller than it was");

    put(64, numbers(7, 8, 9));
    assertThat(way.infer(server, request("numbers", "INT32", 3, part(64, 12), part(0, 12))))
        .isEmpty();
    assertThat(get(0, 12)).isEqualTo(numbers(7, 8, 9));
  }

  @ParameterizedTest
  @EnumSource
  void anOutputThatIsCutOffIsAnError(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);
    cut(PAGE);

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(0, 12), part(PAGE, 12))))
        .contains("shared memory region 'r' is smaller than it was");
    assertThat(Files.size(object)).isEqualTo(PAGE);
  }

  @ParameterizedTest
  @EnumSource
  void anOutputThatDoesNotFitIsAnError(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(0, 12), part(PAGE, 11))))
        .contains("output 'OUTPUT0' (11 bytes) should be at least 12 bytes to hold the results");
  }

  @ParameterizedTest
  @EnumSource
  void anInputOfAnotherSizeIsRefusedBeforeItIsRead(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);
    cut(0);

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(0, 16), part(0, 12))))
        .contains("input byte size mismatch for input 'INPUT0' for model 'numbers'. Expected 12");
  }

  @ParameterizedTest
  @EnumSource
  void classesDoNotGoToSharedMemory(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);
    ModelInferRequest.Builder request =
        request("numbers", "INT32", 3, part(0, 12), part(PAGE, 100)).toBuilder();
    request
        .getOutputsBuilder(0)
        .putParameters("classification", InferParameter.newBuilder().setInt64Param(2).build());

    assertThat(way.infer(server, request.build()))
        .contains("utput can't set both 'shared_memory_region' and 'classification'");
  }

  @ParameterizedTest
  @EnumSource
  void memoryWithoutANameIsStillThere(SharedMemoryWay way) throws Exception {
    way.register(server, "r", "/" + object.getFileName(), OBJECT_BYTES);
    Files.delete(object);

    assertThat(way.infer(server, request("numbers", "INT32", 3, part(64, 12), part(PAGE, 100))))
        .isEmpty();
  }

  private record Part(long offset, long byteSize) {}

  private static Part part(long offset, long byteSize) {
    return new Part(offset, byteSize);
  }

  private static ModelInferRequest request(
      String model, String type, int elements, Part from, Part to) {
    InferInputTensor.Builder input =
        InferInputTensor.newBuilder().setName("INPUT0").setDatatype(type).addShape(elements);
    input
        .putParameters("shared_memory_region", text("r"))
        .putParameters("shared_memory_offset", number(from.offset()))
        .putParameters("shared_memory_byte_size", number(from.byteSize()));
    InferRequestedOutputTensor.Builder output =
        InferRequestedOutputTensor.newBuilder().setName("OUTPUT0");
    output
        .putParameters("shared_memory_region", text("r"))
        .putParameters("shared_memory_offset", number(to.offset()))
        .putParameters("shared_memory_byte_size", number(to.byteSize()));
    return ModelInferRequest.newBuilder()
        .setModelName(model)
        .addInputs(input)
        .addOutputs(output)
        .build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  private static InferParameter number(long value) {
    return InferParameter.newBuilder().setInt64Param(value).build();
  }

  private static byte[] numbers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  private static byte[] words(String... words) {
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    for (String word : words) {
      bytes.putInt(word.length()).put(word.getBytes(UTF_8));
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private void put(long at, byte[] bytes) throws IOException {
    try (FileChannel file = FileChannel.open(object, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private byte[] get(int at, int count) throws IOException {
    return Arrays.copyOfRange(Files.readAllBytes(object), at, at + count);
  }

  private void cut(long size) throws IOException {
    try (FileChannel file = FileChannel.open(object, StandardOpenOption.WRITE)) {
      file.truncate(size);
    }
  }
}
