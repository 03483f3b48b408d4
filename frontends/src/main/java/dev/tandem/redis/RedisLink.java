package dev.tandem.redis;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to a Redis, which is opened again and again where it is not there. Its fields
 * belong to one event loop; only whether it is up is read elsewhere.
 */
final class RedisLink {
  private static final Logger logger = LoggerFactory.getLogger(RedisLink.class);
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5000;

  /** So many commands in a row without an answer in time, and the connection counts as dead. */
  private static final int MOST_SILENT = 8;

  private final Vertx vertx;
  private final Context context;
  private final RedisSettings settings;
  private final RedisOptions options;
  private volatile boolean up;
  private @Nullable Redis client;
  private @Nullable RedisConnection connection;
  private int silent;
  private long pauseMs = FIRST_PAUSE_MS;
  private boolean told;
  private boolean closed;

  RedisLink(Vertx vertx, RedisSettings settings, int mostWaiting) {
    this.vertx = vertx;
    this.settings = settings;
    context = vertx.getOrCreateContext();
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    options =
        new RedisOptions()
            .setConnectionString("redis://" + host + ":" + settings.port() + "/" + settings.db())
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setMaxWaitingHandlers(mostWaiting)
            .setNetClientOptions(
                new NetClientOptions()
                    .setTcpNoDelay(true)
                    .setConnectTimeout((int) settings.connectTimeout().toMillis()));
    settings.user().ifPresent(options::setUser);
    settings.password().ifPresent(options::setPassword);
    context.runOnContext(nothing -> connect());
  }

  boolean isUp() {
    return up;
  }

  /**
   * Sends {@code request}, tells {@code answered} once what came, nothing where it was an error or
   * not in time, and {@code settled} once nothing of it is on the way any more; both on the event
   * loop, which they do not block.
   */
  void send(Request request, Consumer<@Nullable Response> answered, Runnable settled) {
    context.runOnContext(nothing -> sendHere(request, answered, settled));
  }

  private void sendHere(Request request, Consumer<@Nullable Response> answered, Runnable settled) {
    RedisConnection current = connection;
    if (current == null) {
      settled.run();
      answered.accept(null);
      return;
    }
    Once once = new Once(answered);
    long timer =
        vertx.setTimer(
            settings.answerTimeout().toMillis(),
            id -> {
              once.tell(null);
              silent++;
              if (silent >= MOST_SILENT && connection == current) {
                drop("it does not answer");
              }
            });
    current
        .send(request)
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              settled.run();
              if (once.tell(result.result()) && result.succeeded()) {
                silent = 0;
                pauseMs = FIRST_PAUSE_MS;
              }
            });
  }

  private void connect() {
    if (closed) {
      return;
    }
    Redis opened = Redis.createClient(vertx, options);
    client = opened;
    long timer =
        vertx.setTimer(
            settings.connectTimeout().toMillis(),
            id -> {
              if (client == opened && connection == null) {
                drop("it does not answer");
              }
            });
    opened
        .connect()
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (client != opened) {
                return;
              }
              if (result.succeeded()) {
                connected(opened, result.result());
              } else {
                drop(String.valueOf(result.cause().getMessage()));
              }
            });
  }

  private void connected(Redis opened, RedisConnection made) {
    connection = made;
    silent = 0;
    up = true;
    made.exceptionHandler(e -> dropIfCurrent(opened, String.valueOf(e.getMessage())));
    made.endHandler(nothing -> dropIfCurrent(opened, "it closed the connection"));
    logger.info("response cache: connected to Redis at {}", settings);
    told = false;
  }

  private void dropIfCurrent(Redis opened, String why) {
    if (client == opened) {
      drop(why);
    }
  }

  private void drop(String why) {
    up = false;
    connection = null;
    Redis lost = client;
    client = null;
    if (lost != null) {
      lost.close();
    }
    if (closed) {
      return;
    }
    if (!told) {
      told = true;
      logger.warn(
          "response cache: no Redis at {}: {}; requests go to their models until it is back",
          settings,
          why);
    }
    vertx.setTimer(pauseMs, id -> connect());
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
  }

  void close() {
    context.runOnContext(
        nothing -> {
          closed = true;
          drop("closed");
        });
  }

  /** Tells the first of an answer and a timeout; both come on the event loop. */
  private static final class Once {
    private @Nullable Consumer<@Nullable Response> answered;

    Once(Consumer<@Nullable Response> answered) {
      this.answered = answered;
    }

    /** Whether it was the first. */
    boolean tell(@Nullable Response response) {
      Consumer<@Nullable Response> first = answered;
      answered = null;
      if (first == null) {
        return false;
      }
      first.accept(response);
      return true;
    }
  }
}
