package dev.tandem.server;

import static dev.tandem.server.Tier.RARE;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** TensorFlow Serving's flags for connections and the threads behind them. */
final class TfTransportFlags {
  static final Flag<Optional<Path>> SOCKET_PATH =
      Flag.of(
          "--grpc_socket_path",
          RARE,
          FlagType.pathOrNone(),
          "",
          "A Unix socket that speaks what --port speaks (Linux only).");
  static final Flag<Integer> REST_THREADS =
      Flag.withoutDefault(
          "--rest_api_num_threads",
          RARE,
          FlagType.count(1),
          "At most so many event loops, as they never wait for anything: more than there are"
              + " processors change nothing.");
  static final Flag<Integer> GRPC_THREADS =
      Flag.withoutDefault(
          "--grpc_max_threads",
          RARE,
          FlagType.count(1),
          "As --rest_api_num_threads; the greater one counts.");
  static final Flag<ChannelArguments> CHANNEL_ARGUMENTS =
      Flag.of(
          "--grpc_channel_arguments",
          RARE,
          new FlagType<>(
              "<name>=<value>,...",
              "<name>=<value> with commas between",
              Optional.empty(),
              ChannelArguments::read),
          "",
          "gRPC's own settings for --port, such as grpc.max_connection_age_ms=60000.");

  static final List<Flag<?>> ALL =
      List.of(SOCKET_PATH, REST_THREADS, GRPC_THREADS, CHANNEL_ARGUMENTS);

  private TfTransportFlags() {}
}
