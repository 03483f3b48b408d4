package dev.tandem.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CacheKey;
import dev.tandem.engine.cache.CachedAnswer;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.Tensors;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
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
      assertThat(look(cache)).isEmpty();
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
    CompletableFuture<Optional<Integer>> answer = new CompletableFuture<>();
    cache.lookup(
        KEY,
        new AnswerCache.Asker() {
          @Override
          public void found(CachedAnswer found) {
            int value = Tensors.intsOf(found.outputs().get(0))[0];
            found.share().close();
            answer.complete(Optional.of(value));
          }

          @Override
          public void missed() {
            answer.complete(Optional.empty());
          }
        });
    return answer.orTimeout(PATIENCE_NS, TimeUnit.NANOSECONDS).join();
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
