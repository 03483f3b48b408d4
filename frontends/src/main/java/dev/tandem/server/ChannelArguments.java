package dev.tandem.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Settings of gRPC under the names that its C library gave them, of which Java's knows some.
 *
 * @param values by name; of several the last counts
 */
record ChannelArguments(Map<String, String> values) {
  private static final String MAX_AGE = "grpc.max_connection_age_ms";
  private static final String MAX_AGE_GRACE = "grpc.max_connection_age_grace_ms";
  private static final String KEEPALIVE_TIME = "grpc.keepalive_time_ms";
  private static final String KEEPALIVE_TIMEOUT = "grpc.keepalive_timeout_ms";
  private static final String WITHOUT_CALLS = "grpc.keepalive_permit_without_calls";
  private static final String MIN_PING_INTERVAL =
      "grpc.http2.min_recv_ping_interval_without_data_ms";
  private static final String MAX_PING_STRIKES = "grpc.http2.max_ping_strikes";
  private static final String MAX_MESSAGE = "grpc.max_receive_message_length";
  private static final String MAX_STREAMS = "grpc.max_concurrent_streams";
  private static final Set<String> KNOWN =
      Set.of(
          MAX_AGE,
          MAX_AGE_GRACE,
          KEEPALIVE_TIME,
          KEEPALIVE_TIMEOUT,
          WITHOUT_CALLS,
          MIN_PING_INTERVAL,
          MAX_PING_STRIKES,
          MAX_MESSAGE,
          MAX_STREAMS);

  ChannelArguments {
    values = Map.copyOf(values);
  }

  /** Reads {@code name=value,name=value}. */
  static Optional<ChannelArguments> read(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : text.split(",", -1)) {
      int equals = argument.indexOf('=');
      if (equals > 0) {
        values.put(argument.substring(0, equals).strip(), argument.substring(equals + 1).strip());
      } else if (!argument.isBlank()) {
        return Optional.empty();
      }
    }
    return Optional.of(new ChannelArguments(values));
  }

  /** {@code options} with what is said here in place of what they say. */
  GrpcOptions over(GrpcOptions options) {
    boolean anyPings = count(MAX_PING_STRIKES, 0).orElse(1) == 0;
    return new GrpcOptions(
        millis(KEEPALIVE_TIME, 1).orElse(options.keepAliveTime()),
        millis(KEEPALIVE_TIMEOUT, 1).orElse(options.keepAliveTimeout()),
        anyPings || flag(WITHOUT_CALLS).orElse(options.permitWithoutCalls()),
        anyPings ? Duration.ZERO : millis(MIN_PING_INTERVAL, 0).orElse(options.minPingInterval()),
        millis(MAX_AGE, 1).or(options::maxConnectionAge),
        millis(MAX_AGE_GRACE, 1).or(options::maxConnectionAgeGrace),
        either(count(MAX_MESSAGE, 0), options.maxMessageBytes()),
        either(count(MAX_STREAMS, 1), options.maxConcurrentCalls()),
        options.compressAnswers());
  }

  /** A line for each that changes nothing. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (!KNOWN.contains(name)) {
            remarks.add("--grpc_channel_arguments: " + name + " changes nothing");
          } else if (number(name).isEmpty()) {
            remarks.add(
                "--grpc_channel_arguments: " + name + "=" + value + " (expected: a number)");
          }
        });
    remarks.sort(null);
    return remarks;
  }

  private Optional<Duration> millis(String name, int min) {
    OptionalInt count = count(name, min);
    return count.isPresent() ? Optional.of(Duration.ofMillis(count.getAsInt())) : Optional.empty();
  }

  private Optional<Boolean> flag(String name) {
    return number(name).map(number -> number != 0);
  }

  /** Less than the least stands for no limit, as -1 does to gRPC. */
  private OptionalInt count(String name, int min) {
    return number(name)
        .filter(number -> number >= min)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private Optional<Integer> number(String name) {
    try {
      return Optional.of(Integer.valueOf(values.getOrDefault(name, "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt either(OptionalInt first, OptionalInt second) {
    return first.isPresent() ? first : second;
  }
}
