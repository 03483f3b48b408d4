package dev.tandem.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a Redis is, and how long it is waited for.
 *
 * @param connectTimeout until a connection must be there
 * @param answerTimeout until a lookup counts as a miss
 */
public record RedisSettings(
    String host,
    int port,
    Optional<String> user,
    Optional<String> password,
    int db,
    Duration connectTimeout,
    Duration answerTimeout) {
  public static final int DEFAULT_PORT = 6379;
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);
  public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofMillis(50);

  public RedisSettings {
    requireNonNull(host, "host");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
    if (connectTimeout.toMillis() < 1 || answerTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout: (expected: at least a millisecond)");
    }
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return host + ":" + port + "/" + db;
  }
}
