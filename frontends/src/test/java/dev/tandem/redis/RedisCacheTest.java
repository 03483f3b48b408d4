package dev.tandem.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CacheKey;
import dev.tandem.engine.cache.CachedAnswer;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCacheTest {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(200);
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int MORE_THAN_MAY_WAIT = 1100;
  private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final NativePool pool = new NativePool(0);

  @AfterEach
  void nothingIsLeft() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void keepsAnswersForAllServersThatUseIt() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(port, folder);
        RedisCache one = cache(port);
        RedisCache other = cache(port)) {
      await(() -> one.isUp() && other.isUp());
      assertThat(look(other)).isEmpty();

      insert(one, 7);

      await(() -> look(other).equals(Optional.of(7)));
      assertThat(server).isNotNull();
    }
  }

  @Test
  void isAMissWhileRedisIsAwayAndComesBack() throws Exception {
    int port = RedisServer.freePort();
    try (RedisCache cache = cache(port)) {
      assertThat(look(cache)).isEmpty();
      for (int round = 0; round < 2; round++) {
        try (RedisServer server = RedisServer.start(port, folder)) {
          int value = round;
          await(cache::isUp);
          insert(cache, value);
          await(() -> look(cache).equals(Optional.of(value)));
          assertThat(server).isNotNull();
        }
        assertThat(look(cache)).isEmpty();
        await(() -> !cache.isUp());
      }
    }
  }

  @Test
  void isAMissWhileRedisHangs() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(port, folder);
        RedisCache cache = cache(port)) {
      await(cache::isUp);
      insert(cache, 7);
      await(() -> look(cache).equals(Optional.of(7)));

      server.signal("STOP");
      List<CompletableFuture<Optional<Integer>>> looks = new ArrayList<>();
      for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
        looks.add(lookLater(cache));
      }
      assertThat(looks).allSatisfy(look -> assertThat(look.join()).isEmpty());
      await(() -> look(cache).isEmpty() && !cache.isUp());

      server.signal("CONT");
      await(() -> look(cache).equals(Optional.of(7)));
    }
  }

  @Test
  void isAMissWhereNobodyAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisCache cache = cache(silent.getLocalPort())) {
      for (int i = 0; i < 3; i++) {
        silent.accept();
        assertThat(look(cache)).isEmpty();
        insert(cache, 1);
      }
      assertThat(cache.isUp()).isFalse();
    }
  }

  @Test
  void givesUpARedisThatAlwaysAnswersTooLate() throws Exception {
    try (FakeRedis slow = FakeRedis.start();
        RedisCache cache = cache(slow.port())) {
      await(cache::isUp);
      await(
          () -> {
            assertThat(look(cache)).isEmpty();
            return slow.connections() > 1;
          });
    }
  }

  @Test
  void countsWhatIsOnTheWayUntilItIsTaken() throws Exception {
    try (FakeRedis silent = FakeRedis.start();
        RedisCache cache = cache(silent.port())) {
      await(cache::isUp);
      List<Tensor> half =
          List.of(Tensors.of("Y", DataType.INT8, Shape.of(31 << 20), new byte[31 << 20]));
      cache.insert(KEY, half, Map.of());
      cache.insert(KEY, half, Map.of());
      assertThat(look(cache)).isEmpty();
      cache.insert(KEY, half, Map.of());
      assertThat(look(cache)).isEmpty();

      await(() -> silent.commands().size() == 4);
      assertThat(silent.commands())
          .extracting(command -> command.substring(0, 3))
          .containsExactly("set", "set", "get", "get");
    }
  }

  @Test
  void goesOnAfterAnswersThatCouldNotBeWritten() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(port, folder);
        RedisCache cache = cache(port)) {
      await(cache::isUp);
      for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
        Map<String, Object> unwritable = Map.of("p", new ReadOnce());
        assertThatThrownBy(() -> cache.insert(KEY, List.of(), unwritable))
            .isInstanceOf(OutOfMemoryError.class);
      }

      insert(cache, 7);
      await(() -> look(cache).equals(Optional.of(7)));
      assertThat(server).isNotNull();
    }
  }

  @Test
  void letsOneWhoWaitsHoldNobodyUp() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(port, folder);
        RedisCache cache = cache(port)) {
      await(cache::isUp);
      insert(cache, 7);
      await(() -> look(cache).equals(Optional.of(7)));
      CountDownLatch room = new CountDownLatch(1);
      CompletableFuture<Optional<Integer>> held = new CompletableFuture<>();
      cache.lookup(KEY, new Looker(held, room));

      assertThat(look(cache)).contains(7);
      assertThat(held).isNotDone();
      room.countDown();
      assertThat(held.join()).contains(7);
      assertThat(server).isNotNull();
    }
  }

  @Test
  void keepsNothingForEver() throws Exception {
    try (FakeRedis redis = FakeRedis.start();
        RedisCache cache = cache(redis.port())) {
      await(cache::isUp);
      insert(cache, 7);

      await(() -> !redis.commands().isEmpty());
      assertThat(redis.commands().get(0)).startsWith("set").endsWith("EX 86400");
    }
  }

  @Test
  void tellsItsPassword() throws Exception {
    int port = RedisServer.freePort();
    try (RedisServer server = RedisServer.start(port, folder, "--requirepass", "a@b:c/d");
        RedisCache without = cache(port);
        RedisCache with = cache(port, Optional.of("a@b:c/d"))) {
      await(with::isUp);
      insert(with, 7);
      await(() -> look(with).equals(Optional.of(7)));
      insert(without, 8);
      assertThat(look(without)).isEmpty();
      assertThat(server).isNotNull();
    }
  }

  private RedisCache cache(int port) {
    return cache(port, Optional.empty());
  }

  private RedisCache cache(int port, Optional<String> password) {
    return new RedisCache(
        vertx,
        new RedisSettings(
            "127.0.0.1",
            port,
            Optional.empty(),
            password,
            0,
            Duration.ofSeconds(1),
            ANSWER_TIMEOUT),
        pool);
  }

  private static void insert(RedisCache cache, int value) {
    cache.insert(KEY, List.of(Tensors.ints("Y", Shape.of(1), value)), Map.of());
  }

  /** What is there, or nothing; an answer comes in any case. */
  private static Optional<Integer> look(RedisCache cache) {
    return lookLater(cache).orTimeout(PATIENCE_NS, TimeUnit.NANOSECONDS).join();
  }

  private static CompletableFuture<Optional<Integer>> lookLater(RedisCache cache) {
    CompletableFuture<Optional<Integer>> answer = new CompletableFuture<>();
    cache.lookup(KEY, new Looker(answer, new CountDownLatch(0)));
    return answer;
  }

  private record Looker(CompletableFuture<Optional<Integer>> answer, CountDownLatch room)
      implements AnswerCache.Asker {
    @Override
    public void found(CachedAnswer found) {
      int value = Tensors.intsOf(found.outputs().get(0))[0];
      found.share().close();
      try {
        assertThat(room.await(PATIENCE_NS, TimeUnit.NANOSECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      answer.complete(Optional.of(value));
    }

    @Override
    public void missed() {
      answer.complete(Optional.empty());
    }
  }

  /** The heap is full when it is written, after its size was asked. */
  private static final class ReadOnce {
    private boolean read;

    @Override
    public String toString() {
      if (read) {
        throw new OutOfMemoryError("test");
      }
      read = true;
      return "";
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > PATIENCE_NS) {
        throw new AssertionError("never came true");
      }
      assertThat(new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
