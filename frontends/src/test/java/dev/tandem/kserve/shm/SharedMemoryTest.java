package dev.tandem.kserve.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regions over files of an ordinary folder, which behave as those of /dev/shm do. */
class SharedMemoryTest {
  private static final int PAGE = 4096;
  private static final long BUDGET = 3 * PAGE;

  private final NativePool pool = new NativePool(0, true);
  private final ByteBudget budget = new ByteBudget(BUDGET);
  @TempDir Path folder;
  private SharedMemory memory;

  @BeforeEach
  void makeObject() throws IOException {
    memory = new SharedMemory(Files.createDirectory(folder.resolve("shm")), pool, budget);
    byte[] content = new byte[2 * PAGE];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i / PAGE * 100 + i % PAGE);
    }
    Files.write(object("a"), content);
  }

  @AfterEach
  void nothingIsHeld() throws IOException {
    memory.close();
    assertThat(pool.openLeases()).isZero();
    assertThat(budget.reserved()).isZero();
    assertThat(openObjects()).isEmpty();
  }

  @Test
  void readsFromTheOffsetOfTheRegionOn() {
    memory.register(new RegionInfo("r", "/a", PAGE, 64));

    try (RegionCopy copy = memory.copy(new RegionUse("r", 8, 4))) {
      assertThat(bytes(copy.bytes())).containsExactly(108, 109, 110, 111);
      assertThat(budget.reserved()).isEqualTo(4);
    }
  }

  @Test
  void writesFromTheOffsetOfTheRegionOn() throws IOException {
    memory.register(new RegionInfo("r", "a", PAGE, 64));

    try (RegionSlice slice = memory.slice(new RegionUse("r", 8, 4))) {
      slice.write(TensorBytes.wrap(List.of(ByteBuffer.wrap(new byte[] {1, 2}), direct(3))));
    }

    byte[] content = Files.readAllBytes(object("a"));
    assertThat(content).hasSize(2 * PAGE);
    assertThat(content[PAGE + 8]).isEqualTo((byte) 1);
    assertThat(content[PAGE + 9]).isEqualTo((byte) 2);
    assertThat(content[PAGE + 10]).isEqualTo((byte) 3);
    assertThat(content[PAGE + 11]).isEqualTo((byte) 111);
  }

  @Test
  void writesManyBytesOfTheHeapPieceByPiece() throws IOException {
    byte[] many = new byte[200_000];
    many[199_999] = 7;
    Files.write(object("large"), new byte[many.length]);
    memory.register(new RegionInfo("r", "/large", 0, many.length));

    try (RegionSlice slice = memory.slice(new RegionUse("r", 0, many.length))) {
      slice.write(TensorBytes.wrap(ByteBuffer.wrap(many)));
    }

    assertThat(Files.readAllBytes(object("large"))).isEqualTo(many);
  }

  @Test
  void tellsOfMemoryThatItsOwnerHasCutOff() throws IOException {
    memory.register(new RegionInfo("r", "/a", 0, 2 * PAGE));
    cut("a", PAGE + 2);

    assertFails(Reason.SHARED_MEMORY_FAILED, "is smaller", () -> copy("r", PAGE, 4));
    try (RegionSlice slice = memory.slice(new RegionUse("r", PAGE, 4))) {
      assertFails(Reason.SHARED_MEMORY_FAILED, "is smaller", () -> slice.write(four()));
    }
    assertThat(Files.size(object("a"))).isEqualTo(PAGE + 2);
    copy("r", PAGE - 2, 4);
  }

  @Test
  void goesOnWithMemoryWhoseNameIsGone() throws IOException {
    memory.register(new RegionInfo("r", "/a", 0, 64));
    Files.delete(object("a"));

    copy("r", 0, 64);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8193, invalid args",
    "8192, 8, invalid args",
    "4096, 4097, invalid args",
    "0, -5, invalid args",
    "-1, 8, unable to process address spaceInvalid argument",
    "-4096, 8192, unable to process address spaceInvalid argument",
    "0, 0, unable to process address spaceInvalid argument",
    "64, 64, unable to process address spaceInvalid argument"
  })
  void refusesRegionsThatAreNotWithinTheirObject(long offset, long byteSize, String why) {
    assertFails(
        Reason.INVALID_REQUEST,
        "failed to register shared memory region 'r': " + why,
        () -> memory.register(new RegionInfo("r", "/a", offset, byteSize)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing",
        "/../secret",
        "../secret",
        "//../secret",
        "sub/a",
        "/sub/a",
        ".",
        "..",
        "a/",
        "a\0",
        "sub",
        "link"
      })
  void opensNothingButPlainMemoryOfTheFolder(String key) throws IOException {
    Files.write(folder.resolve("secret"), new byte[64]);
    Path sub = Files.createDirectory(folder.resolve("shm/sub"));
    Files.write(sub.resolve("a"), new byte[64]);
    Files.createSymbolicLink(object("link"), folder.resolve("secret"));

    assertFails(
        Reason.SHARED_MEMORY_FAILED,
        "Unable to open shared memory region: '" + key + "'",
        () -> memory.register(new RegionInfo("r", key, 0, 64)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', cannot register shared memory region 'r' - invalid shm key ''",
    "///, cannot register shared memory region 'r' - invalid shm key '///'",
    "/triton_python_backend_shm_region_1, reserved prefix"
  })
  void refusesKeysThatAreNone(String key, String why) {
    assertFails(
        Reason.INVALID_REQUEST, why, () -> memory.register(new RegionInfo("r", key, 0, 64)));
  }

  @Test
  void refusesNamesThatAreTaken() {
    memory.register(new RegionInfo("r", "/a", 0, 64));

    assertFails(
        Reason.ALREADY_EXISTS,
        "shared memory region 'r' already in manager",
        () -> memory.register(new RegionInfo("r", "/a", 0, 8)));
    assertThat(memory.status(Optional.of("r"))).containsExactly(new RegionInfo("r", "/a", 0, 64));
  }

  @Test
  void takesOnlySoManyRegions() {
    for (int i = 0; i < SharedMemory.MAX_REGIONS; i++) {
      memory.register(new RegionInfo("r" + i, "/a", 0, 64));
    }

    assertFails(
        Reason.INVALID_REQUEST,
        "1024 regions already",
        () -> memory.register(new RegionInfo("more", "/a", 0, 64)));
  }

  @Test
  void keepsTheMemoryOpenWhileARequestUsesIt() throws IOException {
    memory.register(new RegionInfo("r", "/a", 0, 64));
    try (RegionSlice slice = memory.slice(new RegionUse("r", 0, 4))) {
      memory.unregister(Optional.of("r"));

      assertFails(
          Reason.MODEL_NOT_FOUND, "Unable to find shared memory region", () -> copy("r", 0, 4));
      slice.write(four());
      assertThat(openObjects()).hasSize(1);
    }
    assertThat(openObjects()).isEmpty();
    assertThat(Files.readAllBytes(object("a"))).startsWith(1, 2, 3, 4);
  }

  @Test
  void forgetsOneOrAll() {
    for (String name : List.of("b", "a", "c")) {
      memory.register(new RegionInfo(name, "/a", 0, 64));
    }

    memory.unregister(Optional.of("a"));
    memory.unregister(Optional.of("unknown"));
    assertThat(memory.status(Optional.empty()))
        .extracting(RegionInfo::name)
        .containsExactly("b", "c");

    memory.unregister(Optional.empty());
    assertThat(memory.status(Optional.empty())).isEmpty();
    assertFails(
        Reason.MODEL_NOT_FOUND,
        "Unable to find system shared memory region: 'b'",
        () -> memory.status(Optional.of("b")));
  }

  @Test
  void copiesNoMoreThanRequestsMayHold() {
    memory.register(new RegionInfo("r", "/a", 0, 2 * PAGE));

    try (RegionCopy first = memory.copy(new RegionUse("r", 0, 2 * PAGE))) {
      assertFails(Reason.QUEUE_FULL, "--max-in-flight-bytes", () -> copy("r", 0, 2 * PAGE));
      assertThat(budget.reserved()).isEqualTo(first.bytes().size());
    }
  }

  @Test
  void letsNobodyRegisterWhereItIsOff() {
    assertFails(
        Reason.UNSUPPORTED,
        "Client shared memory is disabled",
        () -> SharedMemory.OFF.register(new RegionInfo("r", "/a", 0, 64)));
    assertFails(
        Reason.UNSUPPORTED,
        "Client shared memory is disabled",
        () -> SharedMemory.OFF.unregister(Optional.empty()));
    assertThat(SharedMemory.OFF.status(Optional.empty())).isEmpty();
  }

  private void copy(String region, long offset, long byteSize) {
    memory.copy(new RegionUse(region, offset, byteSize)).close();
  }

  private Path object(String name) {
    return folder.resolve("shm").resolve(name);
  }

  private void cut(String name, long size) throws IOException {
    try (FileChannel file = FileChannel.open(object(name), StandardOpenOption.WRITE)) {
      file.truncate(size);
    }
  }

  /** The objects of this test that the process has open, where the system tells. */
  private List<Path> openObjects() throws IOException {
    Path own = Path.of("/proc/self/fd");
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    try (var files = Files.list(own)) {
      return files
          .filter(Files::isSymbolicLink)
          .map(SharedMemoryTest::target)
          .filter(path -> path.startsWith(folder.resolve("shm")))
          .toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link;
    }
  }

  private static TensorBytes four() {
    return TensorBytes.wrap(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
  }

  private static ByteBuffer direct(int value) {
    return ByteBuffer.allocateDirect(1).put(0, (byte) value);
  }

  private static byte[] bytes(TensorBytes bytes) {
    byte[] copy = new byte[(int) bytes.size()];
    bytes.asOneRun().get(copy);
    return copy;
  }

  private static void assertFails(Reason reason, String text, ThrowingCallable action) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(action)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .withMessageContaining(text);
  }
}
