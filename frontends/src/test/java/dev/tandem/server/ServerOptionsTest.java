package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.repository.ControlMode;
import dev.tandem.http.AllowedOrigins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerOptionsTest {
  private static final String REPOSITORY = "--model-repository=models";

  private static final GrpcOptions GRPC =
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
  void hasTheDefaultsOfTritonAndTensorFlowServing() throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY))
        .isEqualTo(
            new ServerOptions(
                "triton",
                new RepositoryOptions(
                    List.of(Path.of("models")),
                    true,
                    true,
                    Map.of(),
                    Optional.empty(),
                    4,
                    new WarmupOptions(true, 0),
                    Optional.empty()),
                new ControlOptions(
                    ControlMode.NONE,
                    List.of(),
                    Duration.ofSeconds(15),
                    new RetryOptions(0, Duration.ZERO),
                    new BasePathOptions(
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        new RetryOptions(5, Duration.ofMinutes(1)),
                        false)),
                new Listeners(
                    new ListenerOptions(true, "0.0.0.0", 8000),
                    new ListenerOptions(true, "0.0.0.0", 8001),
                    new ListenerOptions(true, "0.0.0.0", 8002),
                    new ListenerOptions(true, "0.0.0.0", 8500),
                    new ListenerOptions(true, "0.0.0.0", 8501)),
                new LimitOptions(
                    67108864,
                    MachineMemory.inFlightBytes(),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30)),
                new CacheOptions.None(),
                new CorsOptions(AllowedOrigins.NONE, false),
                new LogOptions(0, true, true, true, LogOptions.Format.DEFAULT, Optional.empty()),
                new TransportOptions(
                    OptionalInt.empty(), GRPC, GRPC, TlsOptions.NONE, Optional.empty()),
                new TfServingOptions(
                    true, new BatchingOptions(false, Optional.empty(), false), Map.of(), false),
                AccessOptions.OPEN,
                new MonitoringOptions(Optional.empty()),
                new GpuMetricsOptions(true, Duration.ofSeconds(2)),
                true,
                false,
                false,
                List.of()));
  }

  @Test
  void saysWhichFlagsChangeNothing() throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY, "--pinned-memory-pool-byte-size=1").remarks())
        .containsExactly(
            "--pinned-memory-pool-byte-size changes nothing: memory is taken as requests come");
  }

  @Test
  void refusesOneCategoryInTwoRestrictions() {
    assertThatThrownBy(
            () ->
                ServerOptions.of(
                    REPOSITORY,
                    "--http-restricted-api=health:a=1",
                    "--http-restricted-api=trace,health:b=2"))
        .hasMessage("restricted API 'health' can not be specified in multiple config groups");
  }

  @ParameterizedTest
  @CsvSource({
    "--exit-on-error=TRUE, true",
    "--exit-on-error=On, true",
    "--exit-on-error=1, true",
    "--exit-on-error=False, false",
    "--exit-on-error=oFF, false",
    "--exit-on-error=0, false",
    "--exit-on-error, true",
  })
  void readsEveryFormOfABoolean(String flag, boolean expected) throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY, "--exit-on-error=false", flag).repository())
        .extracting(RepositoryOptions::exitOnError)
        .isEqualTo(expected);
  }

  @Test
  void takesValueAfterASpace() throws StartFailure {
    ServerOptions options =
        ServerOptions.of("--model-repository", "m", "--log-info", "false", "--http-port", "0");
    assertThat(options.repository().repositories()).containsExactly(Path.of("m"));
    assertThat(options.log().info()).isFalse();
    assertThat(options.listeners().http().port()).isZero();
  }

  @Test
  void bareBooleanLeavesTheNextFlagAlone() throws StartFailure {
    ServerOptions options =
        ServerOptions.of("--disable-auto-complete-config", "--exit-on-error", REPOSITORY);
    assertThat(options.repository())
        .isEqualTo(
            new RepositoryOptions(
                List.of(Path.of("models")),
                true,
                false,
                Map.of(),
                Optional.empty(),
                4,
                new WarmupOptions(true, 0),
                Optional.empty()));
  }

  @Test
  void keepsRepositoriesInOrder() throws StartFailure {
    assertThat(ServerOptions.of("--model-repository=b", "--model-repository", "a").repository())
        .extracting(RepositoryOptions::repositories)
        .isEqualTo(List.of(Path.of("b"), Path.of("a")));
  }

  @Test
  void lastOfSeveralCounts() throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY, "--port=1", "--port=2").listeners().tfGrpc().port())
        .isEqualTo(2);
  }

  @Test
  void groupsBackendSettings() throws StartFailure {
    assertThat(
            ServerOptions.of(
                    REPOSITORY,
                    "--backend-config=default-max-batch-size=2",
                    "--backend-config=onnxruntime,a=1",
                    "--backend-config=onnxruntime,b=x=y,z",
                    "--backend-config=onnxruntime,a=")
                .repository()
                .backendConfig())
        .isEqualTo(
            Map.of(
                "", Map.of("default-max-batch-size", "2"),
                "onnxruntime", Map.of("a", "", "b", "x=y,z")));
  }

  @Test
  void metricsAddressOverridesHttpAddress() throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY, "--metrics-address=m", "--http-address=h").listeners())
        .satisfies(listeners -> assertThat(listeners.metrics().address()).isEqualTo("m"))
        .satisfies(listeners -> assertThat(listeners.http().address()).isEqualTo("h"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model-repositry=x   | unknown option '--model-repositry'"
            + " (did you mean '--model-repository'?)",
        "--rest-api-port=1     | unknown option '--rest-api-port'"
            + " (did you mean '--rest_api_port'?)",
        "--http_port=1         | unknown option '--http_port' (did you mean '--http-port'?)",
        "-http-port=1          | unknown option '-http-port' (did you mean '--http-port'?)",
        "models                | unexpected argument 'models'",
        "--http-port=          | --http-port: '' (expected: a port from 0 to 65535)",
        "--http-port=x         | --http-port: 'x' (expected: a port from 0 to 65535)",
        "--grpc-port=65536     | --grpc-port: '65536' (expected: a port from 0 to 65535)",
        "--port=-1             | --port: '-1' (expected: a port from 0 to 65535, or any)",
        "--http-port           | Missing required parameter for option '--http-port' (<port>)",
        "--allow-http=yes      | --allow-http: 'yes'" + " (expected: true, on, 1, false, off or 0)",
        "--http-max-input-size=0  | --http-max-input-size must be greater than 0.",
        "--http-max-input-size=-1 | --http-max-input-size must be greater than 0.",
        "--max-in-flight-bytes=0  | --max-in-flight-bytes must be greater than 0.",
        "--http-max-input-size=1k | --http-max-input-size: '1k' (expected: an integer)",
        "--log-verbose=-1      | --log-verbose: '-1' (expected: an integer from 0, or a boolean)",
        "--log-format=iso      | --log-format: 'iso' (expected: default or ISO8601)",
        "--log-file=           | --log-file: '' (expected: a path)",
        "--id=                 | --id: '' (expected: a text that is not empty)",
        "--exit-timeout-secs=-1   | --exit-timeout-secs: '-1' (expected: an integer from 0)",
        "--rest_api_timeout_in_ms=0"
            + " | --rest_api_timeout_in_ms: '0' (expected: an integer from 1)",
        "--model-load-thread-count=0"
            + " | --model-load-thread-count: '0' (expected: an integer from 1)",
        "--rate-limit=on       | --rate-limit: 'on' (expected: off or execution_count)",
        "--rate-limit-resource=R:x | --rate-limit-resource: 'R:x' (expected: <name>:<count> for"
            + " each device, or <name>:<count>:<device>)",
        "--model-control-mode=auto | --model-control-mode: 'auto'"
            + " (expected: none, poll or explicit)",
        "--repository-poll-secs=0 | --repository-poll-secs: '0' (expected: an integer from 1)",
        "--load_retry_interval_micros=-1"
            + " | --load_retry_interval_micros: '-1' (expected: an integer from 0)",
        "--backend-config=onnxruntime | --backend-config: 'onnxruntime'"
            + " (expected: <backend>,<setting>=<value> or <setting>=<value>)",
        "--backend-config=,a=1 | --backend-config: ',a=1'"
            + " (expected: <backend>,<setting>=<value> or <setting>=<value>)",
        "--backend-config=a,=1 | --backend-config: 'a,=1'"
            + " (expected: <backend>,<setting>=<value> or <setting>=<value>)",
        "--port=8000           | --http-port and --port: both 8000 (expected: a port for each)",
      })
  void refusesWhatItCannotUse(String flag, String message) {
    assertThatThrownBy(() -> ServerOptions.of(REPOSITORY, flag))
        .isInstanceOfSatisfying(
            StartFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessage(message);
  }

  @Test
  void refusesABadValueThatALaterOneReplaces() {
    assertThatThrownBy(() -> ServerOptions.of(REPOSITORY, "--port=x", "--port=1"))
        .hasMessage("--port: 'x' (expected: a port from 0 to 65535, or any)");
  }

  @Test
  void takesManyModelsToStartWithButAllOnlyAlone() throws StartFailure {
    assertThat(
            ServerOptions.of(REPOSITORY, "--load-model=b", "--load-model=a", "--load-model=b")
                .control()
                .startupModels())
        .containsExactly("b", "a");
    assertThatThrownBy(() -> ServerOptions.of(REPOSITORY, "--load-model=a", "--load-model=*"))
        .hasMessage("Wildcard model name '*' must be the ONLY startup model if specified at all.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--model_base_path=/m", "--model_config_file=f"})
  void needsNoRepositoryWhereThereIsABasePath(String flag) throws StartFailure {
    assertThat(ServerOptions.of(flag).repository().repositories()).isEmpty();
  }

  @Test
  void takesTheConfigFileInPlaceOfTheBasePath() throws StartFailure {
    BasePathOptions options =
        basePaths(
            ServerOptions.of("--model_name=m", "--model_base_path=/m", "--model_config_file=f"));

    assertThat(options.single()).isEmpty();
    assertThat(options.configFile()).contains(Path.of("f"));
  }

  private static BasePathOptions basePaths(ServerOptions options) {
    return options.control().basePaths();
  }

  @Test
  void needsARepository() {
    assertThatThrownBy(() -> ServerOptions.of("--http-port=1"))
        .hasMessage("--model-repository must be specified");
  }

  @Test
  void saysInTensorFlowServingsWordsWhatItsFlagsLack() {
    assertThatThrownBy(() -> ServerOptions.of("--port=1", "--rest_api_port=2"))
        .isInstanceOfSatisfying(
            StartFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(255))
        .hasMessage(
            "Failed to start server. Error: INVALID_ARGUMENT: Both server_options.model_base_path"
                + " and server_options.model_config_file are empty!");
    assertThatThrownBy(ServerOptions::of).hasMessage("--model-repository must be specified");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--num_unload_threads=2", "--enable_profiler", "--prefer_tflite_model="})
  void takesFlagsOfTensorFlowServingThatHaveNothingToSet(String flag) throws StartFailure {
    assertThat(ServerOptions.of(REPOSITORY, flag).remarks())
        .singleElement()
        .asString()
        .startsWith(flag.replaceFirst("=.*", "") + " changes nothing: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--use_alts_credentials | UNIMPLEMENTED: use_alts_credentials is not supported;"
            + " ssl_config_file gives TLS",
        "--tensorflow_session_parallelism=1 --tensorflow_intra_op_parallelism=1"
            + " --tensorflow_inter_op_parallelism=1 | INVALID_ARGUMENT:"
            + " tensorflow_session_parallelism, tensorflow_intra_op_parallelism and"
            + " tensorflow_inter_op_parallelism are all set (expected: the first alone, or the"
            + " other two)",
      })
  void refusesAsTensorFlowServingDoes(String flags, String error) {
    assertThatThrownBy(() -> ServerOptions.of((REPOSITORY + " " + flags).split(" ")))
        .hasMessage("Failed to start server. Error: " + error);
  }

  @Test
  void needsCertificatesForTls() {
    assertThatThrownBy(() -> ServerOptions.of(REPOSITORY, "--grpc-use-ssl"))
        .hasMessage("--grpc-server-cert must be specified where gRPC is to use SSL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--allow-tf-serving=false --port=8000",
        "--port=any --rest_api_port=any",
        "--http-address=127.0.0.1 --grpc-address=127.0.0.2 --grpc-port=8000",
      })
  void portsThatDoNotMeetMayBeEqual(String flags) throws StartFailure {
    String[] all =
        Stream.concat(Stream.of(REPOSITORY), Stream.of(flags.split(" "))).toArray(String[]::new);
    assertThat(ServerOptions.of(all)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"0, 1073741824", "4294967300, 1073741825", "68719476736, 17179869184"})
  void requestsMayHoldAQuarterOfTheMemoryAndNotTooLittle(long total, long expected) {
    assertThat(MachineMemory.inFlightBytes(total)).isEqualTo(expected);
  }
}
