package dev.tandem.redis;

import dev.tandem.engine.cache.AnswerCache;
import dev.tandem.engine.cache.CacheKey;
import dev.tandem.engine.cache.CachedAnswer;
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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers in a Redis, for all servers that use it. Whatever is wrong with it is a miss: it is
 * not there, too slow, or so many commands wait for it that one more would not be answered in time.
 */
public final class RedisCache implements AnswerCache {
  private static final int MOST_COMMANDS = 1024;
  private static final long MOST_BYTES_ON_THE_WAY = 64L << 20;
  private static final long LARGEST_ANSWER_BYTES = 32L << 20;

  private final NativePool pool;
  private final RedisLink link;
  private final AtomicInteger commands = new AtomicInteger();
  private final ByteBudget onTheWay = new ByteBudget(MOST_BYTES_ON_THE_WAY);

  /**
   * @param pool counts what answers borrow
   */
  public RedisCache(Vertx vertx, RedisSettings settings, NativePool pool) {
    this.pool = pool;
    link = new RedisLink(vertx, settings, 2 * MOST_COMMANDS);
  }

  @Override
  public void lookup(CacheKey key, Asker asker) {
    if (!enter()) {
      asker.missed();
      return;
    }
    link.send(
        Request.cmd(Command.GET).arg(nameOf(key)),
        (succeeded, response) -> {
          commands.decrementAndGet();
          tell(asker, response);
        });
  }

  private void tell(Asker asker, @Nullable Response response) {
    byte[] value = response == null ? null : response.toBytes();
    Optional<AnswerBytes> answer = value == null ? Optional.empty() : AnswerBytes.read(value);
    if (value == null || answer.isEmpty()) {
      asker.missed();
      return;
    }
    asker.found(
        new CachedAnswer(
            answer.get().outputs(),
            answer.get().parameters(),
            pool.adopt(ByteBuffer.wrap(value), () -> {})));
  }

  @Override
  public void insert(CacheKey key, List<Tensor> outputs, Map<String, Object> parameters) {
    long bytes = AnswerBytes.sizeOf(outputs, parameters);
    if (bytes > LARGEST_ANSWER_BYTES || !onTheWay.tryReserve(bytes)) {
      return;
    }
    if (!enter()) {
      onTheWay.release(bytes);
      return;
    }
    link.send(
        Request.cmd(Command.SET).arg(nameOf(key)).arg(AnswerBytes.write(outputs, parameters)),
        (succeeded, response) -> {
          commands.decrementAndGet();
          onTheWay.release(bytes);
        });
  }

  private boolean enter() {
    if (!link.isUp()) {
      return false;
    }
    if (commands.incrementAndGet() > MOST_COMMANDS) {
      commands.decrementAndGet();
      return false;
    }
    return true;
  }

  private static String nameOf(CacheKey key) {
    return "tandem:" + key.hex();
  }

  /** Whether a Redis is there now. */
  public boolean isUp() {
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
