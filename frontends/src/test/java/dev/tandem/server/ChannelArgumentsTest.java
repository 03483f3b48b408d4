package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChannelArgumentsTest {
  private static final GrpcOptions DEFAULTS =
      new GrpcOptions(
          Duration.ofHours(2),
          Duration.ofSeconds(20),
          true,
          Duration.ofSeconds(10),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          false);

  @Test
  void replaceWhatTheyName() {
    ChannelArguments arguments =
        read(
            "grpc.max_connection_age_ms=1,grpc.max_connection_age_grace_ms=2,"
                + "grpc.keepalive_time_ms=3,grpc.keepalive_timeout_ms=4,"
                + "grpc.keepalive_permit_without_calls=0,"
                + "grpc.http2.min_recv_ping_interval_without_data_ms=5,"
                + "grpc.max_receive_message_length=6,grpc.max_concurrent_streams=7");

    assertThat(arguments.over(DEFAULTS))
        .isEqualTo(
            new GrpcOptions(
                Duration.ofMillis(3),
                Duration.ofMillis(4),
                false,
                Duration.ofMillis(5),
                Optional.of(Duration.ofMillis(1)),
                Optional.of(Duration.ofMillis(2)),
                OptionalInt.of(6),
                OptionalInt.of(7),
                false));
    assertThat(arguments.remarks()).isEmpty();
  }

  @Test
  void leaveAlsoWhatTheyCannotChange() {
    ChannelArguments arguments =
        read("grpc.so_reuseaddr=1, grpc.keepalive_time_ms=soon,grpc.max_receive_message_length=-1");

    assertThat(arguments.over(DEFAULTS)).isEqualTo(DEFAULTS);
    assertThat(arguments.remarks())
        .containsExactly(
            "--grpc_channel_arguments: grpc.keepalive_time_ms=soon (expected: a number)",
            "--grpc_channel_arguments: grpc.so_reuseaddr changes nothing");
  }

  @Test
  void letClientsPingAsOftenAsTheyLike() {
    GrpcOptions options = read("grpc.http2.max_ping_strikes=0").over(DEFAULTS);

    assertThat(options.minPingInterval()).isZero();
    assertThat(options.permitWithoutCalls()).isTrue();
  }

  @Test
  void areNamesWithValues() {
    assertThat(ChannelArguments.read("grpc.keepalive_time_ms")).isEmpty();
    assertThat(ChannelArguments.read("=1")).isEmpty();
    assertThat(read("").values()).isEmpty();
  }

  private static ChannelArguments read(String text) {
    return ChannelArguments.read(text).orElseThrow();
  }
}
