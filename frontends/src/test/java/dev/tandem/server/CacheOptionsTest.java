package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.redis.RedisSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheOptionsTest {
  @Test
  void areNoneUnlessAskedFor() throws StartFailure {
    assertThat(read()).isEqualTo(new CacheOptions.None());
    assertThat(read("--response-cache-byte-size=0")).isEqualTo(new CacheOptions.None());
  }

  @Test
  void takeARedisWithWhatTritonCallsItsSettings() throws StartFailure {
    assertThat(
            read(
                "--cache-config=redis,host=h",
                "--cache-config=redis,port=7",
                "--cache-config=redis,user=u",
                "--cache-config=redis,password=p=,q",
                "--cache-config=redis,db=2",
                "--cache-config=redis,connect_timeout=300",
                "--cache-config=redis,socket_timeout=20",
                "--cache-config=redis,pool_size=4"))
        .isEqualTo(
            new CacheOptions.Redis(
                new RedisSettings(
                    "h",
                    7,
                    Optional.of("u"),
                    Optional.of("p=,q"),
                    2,
                    Duration.ofMillis(300),
                    Duration.ofMillis(20)),
                List.of(
                    "--cache-config redis,pool_size changes nothing: one connection serves all")));
  }

  @Test
  void waitForARedisNotForEver() throws StartFailure {
    assertThat(read("--cache-config=redis,host=h", "--cache-config=redis,socket_timeout=0"))
        .isEqualTo(
            new CacheOptions.Redis(
                new RedisSettings(
                    "h",
                    RedisSettings.DEFAULT_PORT,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    RedisSettings.DEFAULT_CONNECT_TIMEOUT,
                    RedisSettings.DEFAULT_ANSWER_TIMEOUT),
                List.of()));
  }

  @Test
  void keepThePasswordToThemselves() throws StartFailure {
    assertThat(read("--cache-config=redis,host=h", "--cache-config=redis,password=secret"))
        .asString()
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local,size=0 | local,size=0 (expected: an integer from 1)",
        "local,size=x | local,size=x (expected: an integer from 1)",
        "local,bytes=1 | local needs a size",
        "local,size=1 local,x=2 | local has no setting 'x'",
        "redis,port=1 | redis needs a host",
        "redis,host=h redis,port=0 | redis,port=0",
        "memcached,host=h | 'memcached' (expected: local or redis)",
        "local,size=1 redis,host=h | names two caches",
        "size=1 | --cache-config: 'size=1'"
      })
  void refuseWhatTheyDoNotUnderstand(String values, String message) {
    assertThatThrownBy(
            () ->
                read(
                    Arrays.stream(values.split(" "))
                        .map(value -> "--cache-config=" + value)
                        .toArray(String[]::new)))
        .hasMessageContaining(message);
  }

  @Test
  void refuseTheOlderFlagBesideTheNewerOne() {
    assertThatThrownBy(() -> read("--cache-config=local,size=1", "--response-cache-byte-size=1"))
        .hasMessageContaining("--response-cache-byte-size");
  }

  private static CacheOptions read(String... flags) throws StartFailure {
    return ServerOptions.of(
            Stream.concat(Stream.of("--model-repository=models"), Stream.of(flags))
                .toArray(String[]::new))
        .cache();
  }
}
