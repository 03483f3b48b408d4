package dev.tandem.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

/** Threads that look up and put in while entries are thrown out under them. */
class LocalCacheStressTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 20_000;
  private static final int KEYS = 24;
  private static final long BYTES = 12_000;

  private final NativePool pool = new NativePool(0);
  private final LocalCache cache = new LocalCache(BYTES, pool, SystemNanoClock.INSTANCE);

  @Test
  void givesEachKeyItsOwnAnswer() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        results.add(executor.submit(caller(new Random(thread))));
      }
      int hits = 0;
      for (Future<Integer> result : results) {
        hits += result.get();
      }
      assertThat(hits).isPositive();
    } finally {
      executor.shutdownNow();
    }
    assertThat(cache.bytes()).isBetween(0L, BYTES);
    cache.close();
    assertThat(cache.bytes()).isZero();
    assertThat(pool.openLeases()).isZero();
  }

  private Callable<Integer> caller(Random random) {
    return () -> {
      Checker checker = new Checker();
      for (int i = 0; i < ROUNDS; i++) {
        checker.number = random.nextInt(KEYS);
        checker.found = false;
        CacheKey key = new CacheKey(checker.number, 0, 0, 0);
        cache.lookup(key, checker);
        if (!checker.found) {
          int[] values = new int[1 + checker.number * 10];
          Arrays.fill(values, checker.number);
          cache.insert(key, List.of(Tensors.ints("Y", Shape.of(values.length), values)), Map.of());
        }
        // What finds no room is counted for a moment.
        assertThat(cache.bytes()).isLessThanOrEqualTo(2 * BYTES);
      }
      return checker.hits;
    };
  }

  private static final class Checker implements AnswerCache.Asker {
    private int number;
    private boolean found;
    private int hits;

    @Override
    public void found(CachedAnswer answer) {
      found = true;
      hits++;
      assertThat(Tensors.intsOf(answer.outputs().get(0))).containsOnly(number);
      answer.share().close();
    }

    @Override
    public void missed() {}
  }
}
