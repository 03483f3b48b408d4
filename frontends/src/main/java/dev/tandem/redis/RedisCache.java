package dev.tandem.redis;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CacheKey;
import dev.tandem.engine.cache.CachedAnswer;
import dev.tandem.engine.cache.PatientThreads;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps answers in a Redis, for all servers that use it. Whatever is wrong with it is a miss: it is
 * not there, too slow, or so many commands wait for it that one more would not be answered in time.
 */
public final class RedisCache implements AnswerCache {
  private static final Logger logger = LoggerFactory.getLogger(RedisCache.class);
  private static final int MOST_COMMANDS = 1024;
  private static final long MOST_BYTES_ON_THE_WAY = 64L << 20;
  private static final long LARGEST_ANSWER_BYTES = 32L << 20;

  /** Nobody asks any more for what belongs to a load that is over. */
  private static final long SECONDS_KEPT = TimeUnit.DAYS.toSeconds(1);

  private final NativePool pool;
  private final RedisLink link;
  private final Semaphore commands = new Semaphore(MOST_COMMANDS);
  private final ByteBudget onTheWay = new ByteBudget(MOST_BYTES_ON_THE_WAY);

  /** Those that are not told yet; whoever is may make the thread wait, which is no event loop. */
  private final Semaphore askers = new Semaphore(MOST_COMMANDS);

  private final Executor tellers = new PatientThreads("redis-answer");

  /**
   * @param pool counts what answers borrow
   */
  public RedisCache(Vertx vertx, RedisSettings settings, NativePool pool) {
    this.pool = pool;
    link = new RedisLink(vertx, settings, 2 * MOST_COMMANDS);
  }

  @Override
  public void lookup(CacheKey key, Asker asker) {
    if (!askers.tryAcquire()) {
      asker.missed();
    } else if (!enter(0)) {
      askers.release();
      asker.missed();
    } else {
      link.send(
          Request.cmd(Command.GET).arg(nameOf(key)),
          response -> tellElsewhere(asker, response),
          () -> leave(0));
    }
  }

  private void tellElsewhere(Asker asker, @Nullable Response response) {
    try {
      tellers.execute(
          () -> {
            askers.release();
            tell(asker, response);
          });
    } catch (RuntimeException | Error e) {
      logger.error("response cache: no thread to tell of an answer", e);
      askers.release();
      asker.missed();
    }
  }

  private void tell(Asker asker, @Nullable Response response) {
    CachedAnswer answer;
    try {
      answer = response == null ? null : read(response);
    } catch (RuntimeException | Error e) {
      logger.error("response cache: an answer could not be read", e);
      answer = null;
    }
    if (answer == null) {
      asker.missed();
    } else {
      asker.found(answer);
    }
  }

  private @Nullable CachedAnswer read(Response response) {
    byte[] value = response.toBytes();
    return value == null
        ? null
        : AnswerBytes.read(value)
            .map(
                answer ->
                    new CachedAnswer(
                        answer.outputs(),
                        answer.parameters(),
                        pool.adopt(ByteBuffer.wrap(value), () -> {})))
            .orElse(null);
  }

  @Override
  public void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {
    long bytes = AnswerBytes.sizeOf(outputs, parameters);
    if (bytes > LARGEST_ANSWER_BYTES || !enter(bytes)) {
      return;
    }
    Request set;
    try {
      set =
          Request.cmd(Command.SET)
              .arg(nameOf(key))
              .arg(AnswerBytes.write(outputs, parameters))
              .arg("EX")
              .arg(SECONDS_KEPT);
    } catch (RuntimeException | Error e) {
      leave(bytes);
      throw e;
    }
    link.send(set, response -> {}, () -> leave(bytes));
  }

  /**
   * Counts one more command, with {@code bytes} to keep, until it {@link #leave}s the connection.
   */
  private boolean enter(long bytes) {
    if (!link.isUp() || !commands.tryAcquire()) {
      return false;
    }
    if (!onTheWay.tryReserve(bytes)) {
      commands.release();
      return false;
    }
    return true;
  }

  private void leave(long bytes) {
    commands.release();
    onTheWay.release(bytes);
  }

  private static String nameOf(CacheKey key) {
    return "tandem:" + key.hex();
  }

  /** Whether a Redis is there now. */
  boolean isUp() {
    return link.isUp();
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public void close() {
    link.close();
  }
}
