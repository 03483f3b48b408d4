package dev.tandem.benchmarks.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.benchmarks.models.BenchmarkModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The models of the benchmarks, and a slow one whose queue fills up. */
final class SoakModels {
  static final String SLOW = "slow";

  private static final String SLOW_CONFIG =
      """
      name: "slow"
      backend: "identity"
      max_batch_size: 8
      input [ { name: "INPUT0" data_type: TYPE_FP32 dims: [ -1 ] } ]
      output [ { name: "OUTPUT0" data_type: TYPE_FP32 dims: [ -1 ] } ]
      parameters { key: "execute_delay_ms" value: { string_value: "20" } }
      dynamic_batching {
        default_queue_policy { max_queue_size: 64 default_timeout_microseconds: 100000 }
      }
      """;

  private SoakModels() {}

  static void write(Path repository) throws IOException {
    BenchmarkModels.write(repository);
    Files.createDirectories(repository.resolve(SLOW).resolve("1"));
    Files.write(repository.resolve(SLOW).resolve("config.pbtxt"), SLOW_CONFIG.getBytes(UTF_8));
  }
}
