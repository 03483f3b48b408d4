package dev.tandem.kserve.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What a request may use lies within its region, and a region within its object. */
class SharedMemoryPropertyTest {
  private static final int OBJECT_BYTES = 3 * 4096;
  private static final int REGION_BYTES = 5000;
  private static final Path FOLDER = folder();

  private final SharedMemory memory =
      new SharedMemory(FOLDER, new NativePool(0), new ByteBudget(0));

  private static Path folder() {
    try {
      return Files.createTempDirectory("regions");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeContainer
  static void makeObject() throws IOException {
    Files.write(FOLDER.resolve("a"), new byte[OBJECT_BYTES]);
  }

  @AfterContainer
  static void deleteObject() throws IOException {
    Files.delete(FOLDER.resolve("a"));
    Files.delete(FOLDER);
  }

  @Provide
  Arbitrary<Long> numbers() {
    Arbitrary<Long> near =
        Arbitraries.of(0L, 4096L, (long) REGION_BYTES, (long) OBJECT_BYTES, -1L, Long.MIN_VALUE)
            .flatMap(base -> Arbitraries.longs().between(-3, 3).map(more -> base + more));
    return Arbitraries.oneOf(
        near, Arbitraries.longs().between(0, OBJECT_BYTES), Arbitraries.longs());
  }

  @Property(tries = 2000)
  void slicesLieWithinTheirRegion(
      @ForAll("numbers") long offset, @ForAll("numbers") long byteSize) {
    memory.register(new RegionInfo("r", "a", 4096, REGION_BYTES));
    boolean taken = true;
    try {
      memory.slice(new RegionUse("r", offset, byteSize)).close();
    } catch (ServingException e) {
      taken = false;
    } finally {
      memory.close();
    }

    boolean within = isWithin(offset, byteSize, REGION_BYTES) && offset != REGION_BYTES;
    assertThat(taken).isEqualTo(within);
  }

  @Property(tries = 1000)
  void regionsLieWithinTheirObject(
      @ForAll("numbers") long offset, @ForAll("numbers") long byteSize) {
    boolean taken = true;
    try {
      memory.register(new RegionInfo("r", "a", offset, byteSize));
    } catch (ServingException e) {
      taken = false;
    } finally {
      memory.close();
    }

    boolean within =
        isWithin(offset, byteSize, OBJECT_BYTES) && byteSize != 0 && offset % 4096 == 0;
    assertThat(taken).isEqualTo(within);
  }

  private static boolean isWithin(long offset, long byteSize, long bytes) {
    return unsigned(offset).add(unsigned(byteSize)).compareTo(BigInteger.valueOf(bytes)) <= 0;
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
