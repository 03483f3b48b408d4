package dev.tandem.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.Tensors;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalCacheTest {
  private static final long ENTRY_BYTES =
      LocalEntry.bytesOf(List.of(Tensors.ints("Y", Shape.of(1), 1)), Map.of());

  private final NativePool pool = new NativePool(0, true);
  private final ManualClock clock = new ManualClock();
  private final LocalCache cache = new LocalCache(3 * ENTRY_BYTES, pool, clock);
  private final List<CachedAnswer> open = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    open.forEach(answer -> answer.share().close());
    cache.close();
    assertThat(pool.openLeases()).isZero();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void givesBackWhatWasPutIn() {
    cache.insert(
        key(1),
        List.of(Tensors.ints("Y", Shape.of(2), 4, 5), Tensors.strings("S", Shape.of(1), "abc")),
        Map.of("p", 7L));

    CachedAnswer answer = look(1);

    assertThat(answer.outputs()).extracting(Tensor::name).containsExactly("Y", "S");
    assertThat(Tensors.intsOf(answer.outputs().get(0))).containsExactly(4, 5);
    assertThat(Tensors.stringsOf(answer.outputs().get(1))).containsExactly("abc");
    assertThat(answer.parameters()).isEqualTo(Map.of("p", 7L));
  }

  @Test
  void sharesTheMemoryOfTheEntryAmongHits() {
    insert(1);

    assertThat(look(1).outputs().get(0).bytes().address())
        .isEqualTo(look(1).outputs().get(0).bytes().address());
    assertThat(pool.openLeases()).isOne();
  }

  @Test
  void dropsWhatWasUsedLongestAgo() {
    insert(1);
    insert(2);
    insert(3);
    clock.advanceNs(1);
    look(1);
    insert(4);

    assertThat(isThere(1)).isTrue();
    assertThat(isThere(2)).isFalse();
    assertThat(isThere(3)).isTrue();
    assertThat(isThere(4)).isTrue();
  }

  @Test
  void keepsNothingThatIsLargerThanItself() {
    insert(1);
    cache.insert(key(2), List.of(Tensors.ints("Y", Shape.of(1000), new int[1000])), Map.of());

    assertThat(isThere(2)).isFalse();
    assertThat(isThere(1)).isTrue();
  }

  @Test
  void countsWhatAnswersBorrowUntilTheyAreWritten() {
    for (int i = 0; i < 3; i++) {
      insert(i);
      look(i);
    }

    insert(3);

    assertThat(isThere(3)).isFalse();
    assertThat(cache.bytes()).isEqualTo(3 * ENTRY_BYTES);
    assertThat(Tensors.intsOf(open.get(0).outputs().get(0))).containsExactly(0);
  }

  @Test
  void keepsTheFirstOfTwoEqualOnes() {
    insert(1);
    insert(1);

    assertThat(cache.bytes()).isEqualTo(ENTRY_BYTES);
  }

  @Test
  void goesOnAfterAnAnswerThatCouldNotBeCopied() {
    List<Tensor> outputs = List.of(Tensors.ints("Y", Shape.of(1), 1));

    assertThatThrownBy(() -> cache.insert(key(1), outputs, new ReadOnce()))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(cache.bytes()).isZero();
    for (int i = 0; i < 3; i++) {
      insert(i);
    }
    assertThat(cache.bytes()).isEqualTo(3 * ENTRY_BYTES);
  }

  /** The heap is full when it is copied. */
  private static final class ReadOnce extends AbstractMap<String, Object> {
    private boolean read;

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      if (read) {
        throw new OutOfMemoryError("test");
      }
      read = true;
      return Set.of();
    }
  }

  private void insert(int number) {
    clock.advanceNs(1);
    cache.insert(key(number), List.of(Tensors.ints("Y", Shape.of(1), number)), Map.of());
  }

  private static CacheKey key(int number) {
    return new CacheKey(number, 0, 0, 0);
  }

  private CachedAnswer look(int number) {
    int before = open.size();
    cache.lookup(key(number), new Keeper());
    assertThat(open).hasSize(before + 1);
    return open.get(before);
  }

  private boolean isThere(int number) {
    int before = open.size();
    cache.lookup(key(number), new Keeper());
    return open.size() > before;
  }

  private final class Keeper implements AnswerCache.Asker {
    @Override
    public void found(CachedAnswer answer) {
      open.add(answer);
    }

    @Override
    public void missed() {}
  }
}
